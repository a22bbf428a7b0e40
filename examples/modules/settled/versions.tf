terraform {
  # terraform_data came with 1.4.
  required_version = ">= 1.4"

  required_providers {
    cloudstatus = {
      source  = "cloudstatus/cloudstatus"
      version = ">= 0.1.0"
    }
  }
}
