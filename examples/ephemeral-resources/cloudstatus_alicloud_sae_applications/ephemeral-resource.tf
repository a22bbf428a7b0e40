# Reads in the plan and again in the apply: if an application is no longer ready, the traffic stays where it is.

variable "app_ids" {
  description = "Ids of the SAE applications that must be ready."
  type        = set(string)
}

ephemeral "cloudstatus_alicloud_sae_applications" "shop" {
  app_ids = var.app_ids

  require {
    ready = true
  }
}

# The gate stops only what depends on it.
resource "terraform_data" "traffic" {
  input = "new"

  depends_on = [ephemeral.cloudstatus_alicloud_sae_applications.shop]
}
