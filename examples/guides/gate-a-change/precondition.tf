variable "scene_id" {
  type = string
}

ephemeral "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id
}

resource "terraform_data" "release" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = ephemeral.cloudstatus_alicloud_pts_scene.checkout.idle
      error_message = "A load test is running or being prepared: no release now."
    }
  }
}
