# Makes the plan fail unless the application is ready, with an error message of its own.

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id
}

resource "terraform_data" "traffic" {
  input = "new"

  lifecycle {
    precondition {
      condition = data.cloudstatus_alicloud_sae_application.web.ready
      # not_ready_reason is null when the application is ready; compact removes it then.
      error_message = join(" ", compact([
        "Traffic is not sent to an application that is not ready.",
        data.cloudstatus_alicloud_sae_application.web.not_ready_reason,
      ]))
    }
  }
}
