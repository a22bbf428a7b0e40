terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

# The identity and the region are the job's.
provider "cloudstatus" {}

variable "service_id" {
  description = "Id of the CodeArts project. The job sets it."
  type        = string
}

data "cloudstatus_huaweicloud_codearts_testplan_packages" "shop" {
  service_id = var.service_id

  require {
    licensed = true
  }
}
