variable "scene_id" {
  type = string
}

action "cloudstatus_alicloud_pts_scene_check" "checkout" {
  config {
    scene_id = var.scene_id

    require {
      idle = true
    }
  }
}

resource "terraform_data" "release" {
  input = "v2"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.cloudstatus_alicloud_pts_scene_check.checkout]
    }
  }
}
