# A nightly report. Applications that have been deleted in the meantime do not fail it.

variable "app_names" {
  description = "Names of the applications, by id."
  type        = map(string)
}

data "cloudstatus_alicloud_sae_applications" "all" {
  app_ids             = keys(var.app_names)
  labels              = var.app_names
  tolerate_unreadable = true
}

output "report" {
  description = "Whether all applications are ready; if not, which are not, and why."
  value = {
    all_ready  = data.cloudstatus_alicloud_sae_applications.all.all_ready
    not_ready  = { for id, why in data.cloudstatus_alicloud_sae_applications.all.not_ready : "${var.app_names[id]} (${id})" => why }
    unreadable = { for id, why in data.cloudstatus_alicloud_sae_applications.all.unreadable : "${var.app_names[id]} (${id})" => why }
  }
}
