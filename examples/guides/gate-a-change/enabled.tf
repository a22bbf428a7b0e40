variable "scene_id" {
  type = string
}

variable "gate" {
  description = "Set to false to bypass the gate."
  type        = bool
  default     = true
}

ephemeral "cloudstatus_alicloud_pts_scene" "checkout" {
  count = var.gate ? 1 : 0

  scene_id = var.scene_id

  require {
    idle = true
  }
}

resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.checkout]
}
