data "cloudstatus_huaweicloud_codearts_testplan_packages" "this" {
  count = var.enabled ? 1 : 0

  region     = var.region
  service_id = var.service_id
  spec_code  = var.spec_code
}

locals {
  packages = flatten(data.cloudstatus_huaweicloud_codearts_testplan_packages.this[*].packages)

  # Each list filters the one before it. Every attribute of a package can be null.
  usable = [
    for package in local.packages : package
    if package.has_license == true && package.resource_status == "normal"
  ]

  # A total of 0, or none, does not count as used up: the vendor's sample has 0 for licensed packages.
  sufficient = [
    for package in local.usable : package
    if try(package.original_amount == 0 || package.original_amount - package.resource_used >= var.minimum_left, true)
  ]

  until = timeadd(plantimestamp(), "${var.days * 24}h")
  lasting = [
    for package in local.sufficient : package
    if package.expires_at == null ? true : timecmp(package.expires_at, local.until) > 0
  ]
}
