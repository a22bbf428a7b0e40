variable "profile" {
  description = "Profile of the Alibaba Cloud CLI, as `aliyun configure list` shows it."
  type        = string
}

# The region is the profile's, unless it is given here too.
provider "cloudstatus" {
  alicloud {
    profile = var.profile
  }
}
