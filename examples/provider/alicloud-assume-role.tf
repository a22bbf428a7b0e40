variable "role_arn" {
  description = "ARN of a RAM role, for example acs:ram::123456789012****:role/status-reader."
  type        = string
}

# Here the identity that assumes the role comes from the environment. It can also be a key, a profile or an ECS role in
# the block.
provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"

    assume_role {
      role_arn           = var.role_arn
      session_name       = "release-gate"
      session_expiration = 900
    }
  }
}
