# Reads in the plan and again in the apply: a load test that started in between stops the release.

variable "scene_id" {
  description = "Id of the PTS scene whose load test targets what is about to change."
  type        = string
}

ephemeral "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id

  require {
    idle = true
  }
}

# The gate stops only what depends on it.
resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.checkout]
}
