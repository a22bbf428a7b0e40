# Waits until the application is ready, and shows what it waits for:
#
#   terraform apply -invoke=action.cloudstatus_alicloud_sae_application_check.web -auto-approve -input=false

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

action "cloudstatus_alicloud_sae_application_check" "web" {
  config {
    app_id = var.app_id

    require {
      ready = true
    }
    wait {
      interval  = "10s"
      fail_fast = true
    }
    timeouts {
      invoke = "15m"
    }
  }
}
