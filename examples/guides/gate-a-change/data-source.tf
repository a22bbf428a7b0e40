variable "scene_id" {
  type = string
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
