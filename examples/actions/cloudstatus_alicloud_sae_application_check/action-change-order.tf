# Waits for one change order, whose id the pipeline knows, and not for an earlier one:
#
#   terraform apply -invoke=action.cloudstatus_alicloud_sae_application_check.order -var change_order_id=… -auto-approve -input=false

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

variable "change_order_id" {
  description = "Id of the change order, as the call that started it returned it."
  type        = string
}

action "cloudstatus_alicloud_sae_application_check" "order" {
  config {
    app_id = var.app_id

    require {
      last_change_order_id = [var.change_order_id]
      ready                = true
    }
    wait {
      # Evaluated only when the order above is the last one.
      fail_fast = true
    }
  }
}
