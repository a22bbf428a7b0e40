terraform {
  required_version = ">= 1.14"

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

variable "order_before" {
  description = "Id of the last change order before the deployment. Empty: not known."
  type        = string
  default     = ""
}

action "cloudstatus_alicloud_sae_application_check" "web" {
  config {
    app_id = var.app_id

    require {
      ready = true
    }
    wait {
      after_change_order_id = var.order_before
      delay                 = "5s" # for an application that had no change order before
      fail_fast             = true
    }
    timeouts {
      invoke = "20m"
    }
  }
}
