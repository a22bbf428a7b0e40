variable "app_ids" {
  type = set(string)
}

action "cloudstatus_alicloud_sae_application_check" "every" {
  for_each = var.app_ids

  config {
    app_id = each.key

    require {
      ready = true
    }
    wait {}
  }
}
