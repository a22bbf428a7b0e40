variable "app_id" {
  type = string
}

variable "scene_id" {
  type = string
}

module "release_gate" {
  source = "../../modules/release-gate"

  app_ids   = [var.app_id]
  scene_ids = [var.scene_id]
}

resource "terraform_data" "release" {
  input = "v2"

  depends_on = [module.release_gate]
}
