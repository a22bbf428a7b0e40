variable "scene_id" {
  type = string
}

variable "release" {
  description = "A change of this value is what the gate guards."
  type        = string
  default     = "v1"
}

action "cloudstatus_alicloud_pts_scene_check" "checkout" {
  config {
    scene_id = var.scene_id

    require {
      idle = true
    }
  }
}

# Changes when the release changes, and so invokes the action first. What waits for this module waits for the anchor.
resource "terraform_data" "anchor" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.cloudstatus_alicloud_pts_scene_check.checkout]
    }
  }
}
