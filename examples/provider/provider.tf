terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

# The keys come from the environment: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.
provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
  }
}

variable "app_id" {
  description = "Id of an SAE application."
  type        = string
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id
}

output "web" {
  description = "Whether the application is ready, and why not."
  value = {
    ready  = data.cloudstatus_alicloud_sae_application.web.ready
    reason = data.cloudstatus_alicloud_sae_application.web.not_ready_reason
  }
}
