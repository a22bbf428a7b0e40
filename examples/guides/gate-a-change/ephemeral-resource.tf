variable "scene_id" {
  type = string
}

ephemeral "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id

  require {
    idle = true
  }
}

resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.checkout]
}

# This one does not depend on the gate.
resource "terraform_data" "dashboard" {
  input = "v2"
}
