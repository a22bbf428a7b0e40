# Ephemeral resources are opened in the plan and again in the apply, so a saved plan does not rely on an old status. They
# stop only what depends on them, so callers of this module write depends_on = [module.…].

ephemeral "cloudstatus_alicloud_sae_application" "ready" {
  for_each = var.enabled ? var.app_ids : []

  region = var.region
  app_id = each.value

  require {
    ready = true
  }
}

ephemeral "cloudstatus_alicloud_pts_scene" "idle" {
  for_each = var.enabled ? var.scene_ids : []

  region   = var.region
  scene_id = each.value

  require {
    idle = true
  }
}
