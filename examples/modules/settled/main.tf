locals {
  # An empty id is none, as the provider sees it.
  after = var.after_change_order_id == "" ? null : var.after_change_order_id
}

# Changes with the resource that makes the change, after it. The data source below depends on it, so that it is read in the apply, after
# the change. The hash keeps what may be secret in the resource out of this one.
resource "terraform_data" "deployment" {
  input = var.deployment == null ? null : sha256(jsonencode(var.deployment))

  lifecycle {
    precondition {
      condition     = !var.enabled || var.deployment != null || local.after != null
      error_message = "Nothing says when the change is done, so an old status could pass for its result. Pass the resource that makes the change (deployment = alicloud_sae_application.web), or the id of the change order before it (after_change_order_id), or both."
    }
  }
}

data "cloudstatus_alicloud_sae_application" "settled" {
  count = var.enabled ? 1 : 0

  region = var.region
  app_id = var.app_id

  require {
    ready = true
  }

  wait {
    after_change_order_id = local.after
    delay                 = coalesce(var.delay, local.after == null ? "10s" : "0s")
    interval              = var.interval
    stable_for            = var.stable_for
    fail_fast             = true
  }

  timeouts {
    read = var.timeout
  }

  depends_on = [terraform_data.deployment]
}
