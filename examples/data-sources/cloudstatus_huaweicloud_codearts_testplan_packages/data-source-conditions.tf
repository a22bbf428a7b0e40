# The same condition in Terraform's own blocks: a postcondition fails the plan for everything, a precondition for one resource,
# and a check only warns.

variable "service_id" {
  description = "Id of the CodeArts project, 32 hexadecimal characters. Not the IAM project id."
  type        = string
}

data "cloudstatus_huaweicloud_codearts_testplan_packages" "online_tests" {
  service_id = var.service_id
  spec_code  = "codearts.testplan.china.echotest"

  lifecycle {
    postcondition {
      condition     = self.licensed
      error_message = "There is no valid license for online tests."
    }
  }
}

resource "terraform_data" "tests" {
  input = "v2"

  lifecycle {
    precondition {
      condition     = data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests.licensed
      error_message = "Online tests are not scheduled without a license."
    }
  }
}

check "still_licensed" {
  data "cloudstatus_huaweicloud_codearts_testplan_packages" "online_tests_now" {
    service_id = var.service_id
    spec_code  = "codearts.testplan.china.echotest"
  }

  assert {
    condition     = data.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests_now.licensed
    error_message = "The license for online tests is not valid any more."
  }
}
