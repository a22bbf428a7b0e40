# Reads in the plan and again in the apply: a load test that started in between stops the release.

variable "scene_ids" {
  description = "Ids of the team's PTS scenes."
  type        = set(string)
}

ephemeral "cloudstatus_alicloud_pts_scenes" "team" {
  scene_ids = var.scene_ids

  require {
    idle = true
  }
}

# The gate stops only what depends on it.
resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scenes.team]
}
