# A release window: makes the plan fail while a load test of any of a team's scenes is running or being prepared.

variable "scene_ids" {
  description = "Ids of the team's PTS scenes."
  type        = set(string)
}

data "cloudstatus_alicloud_pts_scenes" "team" {
  scene_ids = var.scene_ids

  require {
    idle = true
  }
}

resource "terraform_data" "release" {
  input = "v2"

  depends_on = [data.cloudstatus_alicloud_pts_scenes.team]
}
