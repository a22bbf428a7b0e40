# Makes the plan fail while a load test is running or being prepared.

variable "scene_id" {
  description = "Id of the PTS scene whose load test targets what is about to change."
  type        = string
}

data "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id

  require {
    idle = true
  }
}

resource "terraform_data" "release" {
  input = "v2"

  depends_on = [data.cloudstatus_alicloud_pts_scene.checkout]
}
