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
  description = "Whether all applications are ready; which are not, or could not be read, and why; and which do not exist any more."
  value = {
    all_ready  = data.cloudstatus_alicloud_sae_applications.all.all_ready
    not_ready  = { for id, why in data.cloudstatus_alicloud_sae_applications.all.not_ready : "${var.applications[id]} (${id})" => why }
    deleted    = [for id, error in data.cloudstatus_alicloud_sae_applications.all.unreadable : "${var.applications[id]} (${id})" if error.kind == "not_found"]
    unreadable = { for id, error in data.cloudstatus_alicloud_sae_applications.all.unreadable : "${var.applications[id]} (${id})" => error }
  }
}
