variable "credentials_file" {
  description = "Credentials file of the Huawei Cloud SDK."
  type        = string
  default     = "~/.huaweicloud/credentials"
}

# The file contains a section [basic] with ak and sk.
provider "cloudstatus" {
  huaweicloud {
    region                  = "cn-north-4"
    shared_credentials_file = var.credentials_file
  }
}
