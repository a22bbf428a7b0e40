# Succeeds if the package is licensed, and fails with the reason if it is not:
#
#   terraform apply -invoke=action.cloudstatus_huaweicloud_codearts_testplan_packages_check.online_tests -auto-approve -input=false

variable "service_id" {
  description = "Id of the CodeArts project, 32 hexadecimal characters. Not the IAM project id."
  type        = string
}

action "cloudstatus_huaweicloud_codearts_testplan_packages_check" "online_tests" {
  config {
    service_id = var.service_id
    spec_code  = "codearts.testplan.china.echotest"

    require {
      licensed = true
    }
  }
}
