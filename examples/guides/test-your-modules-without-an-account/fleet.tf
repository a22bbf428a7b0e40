data "cloudstatus_alicloud_sae_applications" "fleet" {
  app_ids = [for i in range(997) : format("fleet-%04d", i + 1)]

  require {
    ready = true
  }
}

output "all_ready" {
  value = data.cloudstatus_alicloud_sae_applications.fleet.all_ready
}
