variable "auth_token" {
  description = "IAM user token, valid for 24 hours."
  type        = string
  sensitive   = true
}

provider "cloudstatus" {
  huaweicloud {
    region     = "cn-north-4"
    auth_token = var.auth_token
  }
}
