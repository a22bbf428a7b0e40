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

action "cloudstatus_alicloud_sae_application_check" "web" {
  config {
    app_id = var.app_id

    require {
      ready = true
    }
    wait {
      delay = "5s" # by then SAE has started the change order
      fail_on {
        last_change_order_status = ["FAIL", "ABORT", "SYSTEM_FAIL"]
        sub_status               = ["RUNNING_BUT_HAS_ERROR"]
      }
    }
    timeouts {
      invoke = "20m"
    }
  }
}
