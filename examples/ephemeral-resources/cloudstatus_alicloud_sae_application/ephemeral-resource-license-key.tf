# Reads the ARMS license key without storing it in plan or state. It can be used only where Terraform does not store it
# either: in a provider's configuration, a write-only argument or, as here, a condition.

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
      error_message = "SAE returned no ARMS license key for this application."
    }
  }
}
