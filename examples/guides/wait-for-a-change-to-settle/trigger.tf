variable "app_id" {
  type = string
}

# Placeholder for what changes the application, for example an alicloud_sae_application.
resource "terraform_data" "deployment" {
  input = "registry.example.com/web:v2"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.cloudstatus_alicloud_sae_application_check.web]
    }
  }
}

action "cloudstatus_alicloud_sae_application_check" "web" {
  config {
    app_id = var.app_id

    require {
      ready = true
    }
    wait {
      interval  = "5s"
      fail_fast = true
    }
    timeouts {
      invoke = "15m"
    }
  }
}
