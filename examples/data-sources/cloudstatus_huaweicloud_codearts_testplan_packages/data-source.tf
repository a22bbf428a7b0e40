# Makes the plan fail unless the package is licensed, and warns thirty days before it expires.

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
    condition = alltrue([
      for package in data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests.packages :
      package.expires_at == null ? true : timecmp(package.expires_at, timeadd(plantimestamp(), "720h")) > 0
    ])
    error_message = "A package for online tests expires within thirty days."
  }
}

output "amounts" {
  description = "Total and used amount of each package."
  value = [
    for package in data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests.packages :
    { used = package.resource_used, of = package.original_amount, expires_at = package.expires_at }
  ]
}
