# Makes the plan fail unless all applications of a namespace are ready.

variable "namespace_id" {
  description = "Id of the SAE namespace, for example cn-hangzhou:shop."
  type        = string
}

# Lists the namespace. It belongs to the official provider, aliyun/alicloud.
data "alicloud_sae_applications" "shop" {
  namespace_id = var.namespace_id
}

data "cloudstatus_alicloud_sae_applications" "shop" {
  app_ids = data.alicloud_sae_applications.shop.ids
  labels  = { for app in data.alicloud_sae_applications.shop.applications : app.application_id => app.app_name }

  require {
    ready = true
  }
}

resource "terraform_data" "traffic" {
  input = "new"

  depends_on = [data.cloudstatus_alicloud_sae_applications.shop]
}
