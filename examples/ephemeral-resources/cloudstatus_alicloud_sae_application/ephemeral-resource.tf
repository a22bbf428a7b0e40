# Reads in the plan and again in the apply: an application that is no longer ready gets no traffic.

variable "app_id" {
  description = "Id of the SAE application."
  type        = string
}

ephemeral "cloudstatus_alicloud_sae_application" "web" {
  app_id = var.app_id

  require {
    ready = true
  }
}

# The gate stops only what depends on it.
resource "terraform_data" "traffic" {
  input = "new"

  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.web]
}
