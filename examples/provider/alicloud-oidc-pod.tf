# In a pod with RRSA the cluster sets ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE and
# ALIBABA_CLOUD_ROLE_ARN. Nothing else is needed.
provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
  }
}
