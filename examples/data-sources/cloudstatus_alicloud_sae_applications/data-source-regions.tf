# One block reads one region.

variable "app_ids_by_region" {
  description = "Ids of the applications, by region."
  type        = map(set(string))
}

data "cloudstatus_alicloud_sae_applications" "every" {
  for_each = var.app_ids_by_region

  region  = each.key
  app_ids = each.value
}

output "not_ready" {
  description = "Why applications are not ready, by region and id."
  value       = { for region, fleet in data.cloudstatus_alicloud_sae_applications.every : region => fleet.not_ready }
}
