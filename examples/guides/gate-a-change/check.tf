variable "scene_id" {
  type = string
}

check "no_load_test" {
  data "cloudstatus_alicloud_pts_scene" "checkout" {
    scene_id = var.scene_id
  }

  assert {
    condition     = data.cloudstatus_alicloud_pts_scene.checkout.idle
    error_message = "The load test of scene ${var.scene_id} is ${data.cloudstatus_alicloud_pts_scene.checkout.status}."
  }
}

resource "terraform_data" "release" {
  input = "v2"
}
