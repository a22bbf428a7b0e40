variable "credentials_uri" {
  description = "URL that returns temporary credentials: https, or http on this machine."
  type        = string
}

provider "cloudstatus" {
  alicloud {
    region          = "cn-hangzhou"
    credentials_uri = var.credentials_uri
  }
}
