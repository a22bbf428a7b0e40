variable "app_id" {
  type = string
}

# Stands for something that takes half an hour.
resource "terraform_data" "migration" {
  input = "v2"
}

# Without depends_on it would be opened when the apply begins, and could be half an hour old when it counts.
ephemeral "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }

  depends_on = [terraform_data.migration]
}

resource "terraform_data" "traffic" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.web]
}
