variable "app_id" {
  type = string
}

# Placeholder for something that takes half an hour.
resource "terraform_data" "migration" {
  input = "v2"
}

# Without depends_on it would be opened when the apply begins, half an hour before the traffic changes.
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
