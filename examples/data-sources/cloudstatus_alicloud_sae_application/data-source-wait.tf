# After a change, waits until the application is ready, and stops waiting when the change has failed.

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

# Placeholder for the change, for example an alicloud_sae_application.
resource "terraform_data" "deployment" {
  input = "v2"
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
  wait {
    delay     = "5s" # by then SAE has started the change order
    fail_fast = true
  }
  timeouts {
    read = "15m"
  }

  # Makes Terraform read in the apply, after the change, and not in the plan.
  depends_on = [terraform_data.deployment]
}

output "change_order" {
  description = "Id of the latest change order."
  value       = data.cloudstatus_alicloud_sae_application.web.last_change_order_id
}
