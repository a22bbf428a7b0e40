# The same condition in Terraform's own blocks: a postcondition fails the plan for everything, a precondition for one resource,
# and a check only warns.

variable "scene_id" {
  description = "Id of the PTS scene."
  type        = string
}

data "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id

  lifecycle {
    postcondition {
      condition     = self.idle
      error_message = "The scene is ${self.status}."
    }
  }
}

resource "terraform_data" "release" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = data.cloudstatus_alicloud_pts_scene.checkout.idle
      error_message = "A load test is running or being prepared: no release now."
    }
  }
}

check "no_load_test" {
  data "cloudstatus_alicloud_pts_scene" "checkout_now" {
    scene_id = var.scene_id
  }

  assert {
    condition     = data.cloudstatus_alicloud_pts_scene.checkout_now.idle
    error_message = "The load test is not idle any more."
  }
}
