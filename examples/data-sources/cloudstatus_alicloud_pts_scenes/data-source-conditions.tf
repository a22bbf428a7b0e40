# The same condition in Terraform's own blocks: a postcondition fails the plan for everything, a precondition for one resource,
# and a check only warns.

variable "scene_ids" {
  description = "Ids of the team's PTS scenes."
  type        = set(string)
}

data "cloudstatus_alicloud_pts_scenes" "team" {
  scene_ids = var.scene_ids

  lifecycle {
    postcondition {
      condition     = self.all_idle
      error_message = "Not idle: ${join(", ", keys(self.not_idle))}."
    }
  }
}

resource "terraform_data" "release" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = data.cloudstatus_alicloud_pts_scenes.team.all_idle
      error_message = "A load test of the team is running or being prepared: no release now."
    }
  }
}

check "no_load_test" {
  data "cloudstatus_alicloud_pts_scenes" "team_now" {
    scene_ids = var.scene_ids
  }

  assert {
    condition     = data.cloudstatus_alicloud_pts_scenes.team_now.all_idle
    error_message = "A load test of the team is not idle any more."
  }
}
