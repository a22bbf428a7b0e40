variable "idp_id" {
  description = "Name of the OIDC identity provider in IAM."
  type        = string
}

variable "oidc_token_file" {
  description = "File to which the CI system writes its OIDC token."
  type        = string
}

provider "cloudstatus" {
  huaweicloud {
    region = "cn-north-4"

    assume_role_with_oidc {
      idp_id        = var.idp_id
      id_token_file = var.oidc_token_file
    }
  }
}
