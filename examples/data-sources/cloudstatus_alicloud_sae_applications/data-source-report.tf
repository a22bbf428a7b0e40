# A nightly report. Applications that have been deleted in the meantime do not fail it.

variable "applications" {
  description = "Names of the applications, by id."
  type        = map(string)
}

data "cloudstatus_alicloud_sae_applications" "all" {
  app_ids             = keys(var.applications)
  labels              = var.applications
  tolerate_unreadable = true
}

output "report" {
  description = "Whether all applications are ready; if not, which are not, and why."
  value = {
    all_ready  = data.cloudstatus_alicloud_sae_applications.all.all_ready
    not_ready  = { for id, why in data.cloudstatus_alicloud_sae_applications.all.not_ready : "${var.applications[id]} (${id})" => why }
    unreadable = { for id, why in data.cloudstatus_alicloud_sae_applications.all.unreadable : "${var.applications[id]} (${id})" => why }
  }
}
