variable "app_id" {
  type = string
}

# Stands for what changes the application: an alicloud_sae_application, for example.
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

# Happens only once the application is ready.
resource "terraform_data" "traffic" {
  input = "v2"

  depends_on = [data.cloudstatus_alicloud_sae_application.web]
}
