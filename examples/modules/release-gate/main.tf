# Ephemeral resources are opened in the plan and again in the apply, so a saved plan does not rely on an old status. They
# stop only what depends on them, so callers of this module write depends_on = [module.…].

ephemeral "cloudstatus_alicloud_sae_applications" "ready" {
  count = var.enabled && length(var.app_ids) > 0 ? 1 : 0

  region  = var.region
  app_ids = var.app_ids

  require {
    ready = true
  }
}

ephemeral "cloudstatus_alicloud_pts_scenes" "idle" {
  count = var.enabled && length(var.scene_ids) > 0 ? 1 : 0

  region    = var.region
  scene_ids = var.scene_ids

  require {
    idle = true
  }
}
