variable "oidc_provider_arn" {
  description = "ARN of the OIDC identity provider in RAM, for example acs:ram::123456789012****:oidc-provider/ci."
  type        = string
}

variable "oidc_token" {
  description = "OIDC token of the CI system."
  type        = string
  sensitive   = true
}

variable "role_arn" {
  description = "ARN of a RAM role that trusts the OIDC identity provider."
  type        = string
}

provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"

    assume_role_with_oidc {
      oidc_provider_arn = var.oidc_provider_arn
      oidc_token        = var.oidc_token
      role_arn          = var.role_arn
    }
  }
}
