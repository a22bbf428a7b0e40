data "cloudstatus_huaweicloud_codearts_testplan_packages" "this" {
  count = var.enabled ? 1 : 0

  region     = var.region
  service_id = var.service_id
  spec_code  = var.spec_code
}

locals {
  data = one(data.cloudstatus_huaweicloud_codearts_testplan_packages.this)

  # Each list filters the one before it. Every attribute of a package can be null, and what is not known is not enough.
  usable = [
    for package in try(local.data.licensed, false) ? local.data.packages : [] : package
    if package.has_license == true && package.resource_status == "normal"
    && (package.start_time == null || try(timecmp(package.starts_at, plantimestamp()) <= 0, false))
  ]

  # Without a minimum, a package is enough unless it is known to be used up. A total of 0 is not: the vendor's sample has 0 for
  # licensed packages. It does not tell how much is left, so it is never enough for a minimum.
  sufficient = [
    for package in local.usable : package
    if var.minimum_left > 0
    ? try(package.original_amount - package.resource_used >= var.minimum_left, false)
    : try(package.original_amount == 0 || package.original_amount >= package.resource_used, true)
  ]

  until = timeadd(plantimestamp(), "${var.days * 24}h")
  lasting = [
    for package in local.sufficient : package
    if package.expiration_time == null || try(timecmp(package.expires_at, local.until) > 0, false)
  ]
}
