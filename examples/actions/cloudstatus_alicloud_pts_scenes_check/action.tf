# Waits until no load test of a team is running, at most half an hour, and shows which are:
#
#   terraform apply -invoke=action.cloudstatus_alicloud_pts_scenes_check.team -auto-approve -input=false

variable "scene_ids" {
  description = "Ids of the team's PTS scenes."
  type        = set(string)
}

action "cloudstatus_alicloud_pts_scenes_check" "team" {
  config {
    scene_ids = var.scene_ids

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
