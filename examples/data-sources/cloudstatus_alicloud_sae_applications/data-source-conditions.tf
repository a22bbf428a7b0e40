# The same condition in Terraform's own blocks: a postcondition fails the plan for everything, a precondition for one resource,
# and a check only warns.

variable "app_ids" {
  description = "Ids of the SAE applications."
  type        = set(string)
}

data "cloudstatus_alicloud_sae_applications" "shop" {
  app_ids = var.app_ids

  lifecycle {
    postcondition {
      condition     = self.all_ready
      error_message = "Not ready: ${join(", ", keys(self.not_ready))}."
    }
  }
}

resource "terraform_data" "traffic" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = data.cloudstatus_alicloud_sae_applications.shop.all_ready
      error_message = "Traffic is not sent before all applications are ready."
    }
  }
}

check "still_ready" {
  data "cloudstatus_alicloud_sae_applications" "shop_now" {
    app_ids = var.app_ids
  }

  assert {
    condition     = data.cloudstatus_alicloud_sae_applications.shop_now.all_ready
    error_message = "An application is not ready any more."
  }
}
