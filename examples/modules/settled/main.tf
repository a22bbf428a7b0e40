# This resource changes with the trigger, so that the data source below is read in the apply, after the change.
resource "terraform_data" "trigger" {
  input = var.trigger
}

data "cloudstatus_alicloud_sae_application" "settled" {
  count = var.enabled ? 1 : 0

  region = var.region
  app_id = var.app_id

  require {
    ready = true
  }

  wait {
    interval = var.interval

    # The change order does not recover from these by itself.
    fail_on {
      last_change_order_status = ["FAIL", "ABORT", "SYSTEM_FAIL"]
      sub_status               = ["RUNNING_BUT_HAS_ERROR"]
    }
  }

  timeouts {
    read = var.timeout
  }

  depends_on = [terraform_data.trigger]
}
