# export HW_ACCESS_KEY="…"
# export HW_SECRET_KEY="…"
# export HW_SECURITY_TOKEN="…"     # for temporary keys only
# export HW_REGION_NAME="cn-north-4"

provider "cloudstatus" {}
