variable "app_id" {
  type = string
}

resource "terraform_data" "deployment" {
  input = "registry.example.com/web:v2"
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
  wait {
    delay = "5s" # the first read comes after it
    fail_on {
      last_change_order_status = ["FAIL", "ABORT", "SYSTEM_FAIL"]
      sub_status               = ["RUNNING_BUT_HAS_ERROR"]
    }
  }

  depends_on = [terraform_data.deployment]
}
