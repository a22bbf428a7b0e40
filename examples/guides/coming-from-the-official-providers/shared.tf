# The same variables as in provider "alicloud".
variable "region" {
  description = "Region. Empty: the environment's."
  type        = string
  default     = ""
}

variable "role_arn" {
  description = "ARN of the RAM role that reads. Empty: no role."
  type        = string
  default     = ""
}

provider "cloudstatus" {
  alicloud {
    region = var.region

    assume_role {
      role_arn = var.role_arn
    }
  }
}
