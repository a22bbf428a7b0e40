# Waits until a load test has ended, at most half an hour, and shows what it waits for:
#
#   terraform apply -invoke=action.cloudstatus_alicloud_pts_scene_check.checkout -auto-approve -input=false

variable "scene_id" {
  description = "Id of the PTS scene."
  type        = string
}

action "cloudstatus_alicloud_pts_scene_check" "checkout" {
  config {
    scene_id = var.scene_id

    require {
      idle = true
    }
    wait {
      interval = "30s"
    }
    timeouts {
      invoke = "30m"
    }
  }
}
