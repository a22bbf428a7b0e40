variable "app_id" {
  type = string
}

variable "order_before" {
  description = "Id of the last change order before the deployment, as an earlier step of the pipeline has recorded it."
  type        = string
  default     = null
}

resource "terraform_data" "deployment" {
  input = "registry.example.com/web:v2"
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
  wait {
    after_change_order_id = var.order_before
    fail_fast             = true
    stable_for            = "10s" # ready at every read for that long
  }

  depends_on = [terraform_data.deployment]
}
