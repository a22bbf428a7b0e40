variable "app_id" {
  type = string
}

# Placeholder for what changes the application, for example an alicloud_sae_application.
resource "terraform_data" "deployment" {
  input = "registry.example.com/web:v2"
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
  wait {
    delay     = "10s" # by then SAE has started the change order
    fail_fast = true
  }
  timeouts {
    read = "15m"
  }

  depends_on = [terraform_data.deployment]
}

# Changes only when the application is ready.
resource "terraform_data" "traffic" {
  input = "v2"

  depends_on = [data.cloudstatus_alicloud_sae_application.web]
}
