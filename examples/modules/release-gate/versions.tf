terraform {
  # Ephemeral resources came with Terraform 1.10 and OpenTofu 1.11.
  required_version = ">= 1.10"

  required_providers {
    cloudstatus = {
      source  = "cloudstatus/cloudstatus"
      version = ">= 0.1.0"
    }
  }
}
