variable "auth_token" {
  description = "IAM user token; it lasts 24 hours."
  type        = string
  sensitive   = true
}

provider "cloudstatus" {
  huaweicloud {
    region     = "cn-north-4"
    auth_token = var.auth_token
  }
}
