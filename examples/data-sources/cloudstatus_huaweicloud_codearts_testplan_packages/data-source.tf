# Makes the plan fail unless the package is licensed, and warns unless one that is lasts for thirty days more.

variable "service_id" {
  description = "Id of the CodeArts project, 32 hexadecimal characters. Not the IAM project id."
  type        = string
}

data "cloudstatus_huaweicloud_codearts_testplan_packages" "online_tests" {
  service_id = var.service_id
  spec_code  = "codearts.testplan.china.echotest"

  require {
    licensed = true
  }
}

check "license_lasts" {
  assert {
    # An expiry that cannot be read (expires_at is null) is not known to be far enough. alltrue() would pass where there is no package.
    condition = anytrue([
      for package in data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests.packages :
      package.expiration_time == null || try(timecmp(package.expires_at, timeadd(plantimestamp(), "720h")) > 0, false)
      if package.has_license == true && package.resource_status == "normal"
      && (package.start_time == null || try(timecmp(package.starts_at, plantimestamp()) <= 0, false))
    ])
    error_message = "No package for online tests is known to last for thirty days more."
  }
}

output "amounts" {
  description = "Total and used amount of each package."
  value = [
    for package in data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests.packages :
    { used = package.resource_used, of = package.original_amount, expires_at = package.expires_at }
  ]
}
