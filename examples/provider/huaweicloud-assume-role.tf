variable "agency_name" {
  description = "Name of the agency."
  type        = string
}

variable "domain_name" {
  description = "Name of the account that has the agency."
  type        = string
}

# Here the identity that assumes the agency comes from the environment. It can also be a key or a profile in the block.
provider "cloudstatus" {
  huaweicloud {
    region = "cn-north-4"

    assume_role {
      agency_name = var.agency_name
      domain_name = var.domain_name # or domain_id, the account's id: then STS is asked instead of IAM
    }
  }
}
