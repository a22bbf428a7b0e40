# Hands the licence key of the ARMS agent on without writing it to the plan or the state. Whatever takes it must be able
# to forget it too: a provider's configuration, a write-only argument, or, as here, a condition.

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

ephemeral "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id
}

resource "terraform_data" "agent" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = try(ephemeral.cloudstatus_alicloud_sae_application.web.arms_apm_info.license_key, null) != null
      error_message = "SAE gives no ARMS licence key for this application."
    }
  }
}
