# Run before the deployment: its output is the change order from before it.

terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "app_id" {
  description = "Id of the SAE application. The job sets it."
  type        = string
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id
}

output "order" {
  description = "Id of the last change order, empty when there is none."
  value       = join("", data.cloudstatus_alicloud_sae_application.web.last_change_order_id[*]) # null gives ""
}
