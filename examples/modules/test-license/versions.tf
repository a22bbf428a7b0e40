terraform {
  # plantimestamp came with 1.5.
  required_version = ">= 1.5"

  required_providers {
    cloudstatus = {
      source  = "cloudstatus/cloudstatus"
      version = ">= 0.1.0"
    }
  }
}
