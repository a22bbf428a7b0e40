# Reads in the plan and again in the apply: if the license has ended in between, the tests do not start.

variable "service_id" {
  description = "Id of the CodeArts project, 32 hexadecimal characters. Not the IAM project id."
  type        = string
}

ephemeral "cloudstatus_huaweicloud_codearts_testplan_packages" "online_tests" {
  service_id = var.service_id
  spec_code  = "codearts.testplan.china.echotest"

  require {
    licensed = true
  }
}

# The gate stops only what depends on it.
resource "terraform_data" "online_tests" {
  input = "nightly"

  depends_on = [ephemeral.cloudstatus_huaweicloud_codearts_testplan_packages.online_tests]
}
