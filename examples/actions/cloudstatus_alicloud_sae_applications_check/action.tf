# Waits until all applications are ready, and shows how many are, and why the first others are not:
#
#   terraform apply -invoke=action.cloudstatus_alicloud_sae_applications_check.shop -auto-approve -input=false

variable "app_ids" {
  description = "Ids of the SAE applications."
  type        = set(string)
}

action "cloudstatus_alicloud_sae_applications_check" "shop" {
  config {
    app_ids = var.app_ids

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
