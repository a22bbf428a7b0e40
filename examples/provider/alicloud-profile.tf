variable "profile" {
  description = "Profile of the Alibaba Cloud CLI, as `aliyun configure list` shows it."
  type        = string
}

# The region is the profile's, unless region is set here.
provider "cloudstatus" {
  alicloud {
    profile = var.profile
  }
}
