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
    interval = "5s"
    fail_on {
      last_change_order_status = ["FAIL", "ABORT", "SYSTEM_FAIL"]
      sub_status               = ["RUNNING_BUT_HAS_ERROR"]
    }
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
