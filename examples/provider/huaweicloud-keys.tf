variable "huaweicloud_access_key" {
  description = "Access key id (AK)."
  type        = string
}

variable "huaweicloud_secret_key" {
  description = "Secret access key (SK)."
  type        = string
  sensitive   = true
}

provider "cloudstatus" {
  huaweicloud {
    region     = "cn-north-4"
    access_key = var.huaweicloud_access_key
    secret_key = var.huaweicloud_secret_key
  }
}
