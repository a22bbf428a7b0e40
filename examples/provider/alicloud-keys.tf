variable "alicloud_access_key" {
  description = "AccessKey id."
  type        = string
}

variable "alicloud_secret_key" {
  description = "AccessKey secret."
  type        = string
  sensitive   = true
}

provider "cloudstatus" {
  alicloud {
    region     = "cn-hangzhou"
    access_key = var.alicloud_access_key
    secret_key = var.alicloud_secret_key
  }
}
