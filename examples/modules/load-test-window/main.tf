# An ephemeral resource is opened in the plan and again in the apply. It stops only what depends on it, so callers of this
# module write depends_on = [module.…].

ephemeral "cloudstatus_alicloud_pts_scene" "idle" {
  count = var.enabled ? 1 : 0

  region   = var.region
  scene_id = var.scene_id

  require {
    idle = true
  }

  dynamic "wait" {
    for_each = var.wait_up_to == null ? [] : [var.interval]
    content {
      interval = wait.value
    }
  }

  timeouts {
    open = var.wait_up_to
  }
}
