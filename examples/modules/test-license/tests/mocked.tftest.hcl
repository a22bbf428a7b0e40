# Needs no cloud and no emulator. Terraform mocks a list of objects always as empty, so these runs test only a project
# without packages; emulated.tftest.hcl tests the others.

mock_provider "cloudstatus" {}

variables {
  service_id = "0123456789abcdef0123456789abcdef"
  spec_code  = "codearts.testplan.china.echotest"
}

run "refuses_when_there_is_none" {
  command = plan

  override_data {
    target = data.cloudstatus_huaweicloud_codearts_testplan_packages.this
    values = {}
  }

  expect_failures = [output.packages]
}

run "does_not_read_when_disabled" {
  command = plan

  variables {
    enabled = false
  }

  assert {
    condition     = length(output.packages) == 0
    error_message = "There should be no packages."
  }
}

run "refuses_fractional_days" {
  command = plan

  variables {
    days = 1.5
  }

  expect_failures = [var.days]
}

run "refuses_a_negative_amount" {
  command = plan

  variables {
    minimum_left = -1
  }

  expect_failures = [var.minimum_left]
}
