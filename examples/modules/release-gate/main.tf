# Ephemeral resources are opened in the plan and again in the apply, so a saved plan cannot outlive what it found. They
# hold back only what depends on them: whoever calls this module writes depends_on = [module.…].

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
