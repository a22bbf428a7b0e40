variable "app_id" {
  type = string
}

resource "terraform_data" "deployment" {
  input = "registry.example.com/web:v2"
}

module "settled" {
  source = "../../modules/settled"

  app_id     = var.app_id
  deployment = terraform_data.deployment
}

resource "terraform_data" "traffic" {
  input = "v2"

  depends_on = [module.settled]
}
