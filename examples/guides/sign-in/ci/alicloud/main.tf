terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

# The identity and the region are the job's.
provider "cloudstatus" {}

variable "app_id" {
  description = "Id of the SAE application. The job sets it."
  type        = string
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
}
