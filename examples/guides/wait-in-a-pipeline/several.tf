variable "app_names" {
  description = "Names of the applications, by id."
  type        = map(string)
}

action "cloudstatus_alicloud_sae_applications_check" "shop" {
  config {
    app_ids = keys(var.app_names)
    labels  = var.app_names

    require {
      ready = true
    }
    wait {
      fail_fast = true
    }
  }
}
