# Refuses the plan unless the application is ready, in words of its own.

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
      # not_ready_reason is null when the application is ready, and compact leaves a null out.
      error_message = join(" ", compact([
        "No traffic for an application that is not ready.",
        data.cloudstatus_alicloud_sae_application.web.not_ready_reason,
      ]))
    }
  }
}
