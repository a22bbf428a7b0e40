# export ALIBABA_CLOUD_ACCESS_KEY_ID="LTAI…"
# export ALIBABA_CLOUD_ACCESS_KEY_SECRET="…"
# export ALIBABA_CLOUD_SECURITY_TOKEN="…"      # for temporary keys (STS) only
# export ALIBABA_CLOUD_REGION="cn-hangzhou"

provider "cloudstatus" {}
