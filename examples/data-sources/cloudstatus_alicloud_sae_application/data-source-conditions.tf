# The same condition in Terraform's own blocks: a postcondition fails the plan for everything, a precondition for one resource,
# and a check only warns.

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  lifecycle {
    postcondition {
      condition     = self.ready
      error_message = "The application is ${self.current_status}, and its last change order is ${coalesce(self.last_change_order_status, "not known")}."
    }
  }
}

resource "terraform_data" "traffic" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = data.cloudstatus_alicloud_sae_application.web.ready
      error_message = "Traffic is not sent to an application that is not ready."
    }
  }
}

check "still_ready" {
  data "cloudstatus_alicloud_sae_application" "web_now" {
    app_id = var.app_id
  }

  assert {
    condition     = data.cloudstatus_alicloud_sae_application.web_now.ready
    error_message = "The application is not ready any more."
  }
}
