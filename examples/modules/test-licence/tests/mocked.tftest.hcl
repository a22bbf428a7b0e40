# Without a cloud and without the emulator. Terraform gives a mocked list of objects no elements, whatever one says, so
# a mock shows only how the module takes a project without packages; emulated.tftest.hcl has the others.

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

run "does_not_look_when_disabled" {
  command = plan

  variables {
    enabled = false
  }

  assert {
    condition     = length(output.packages) == 0
    error_message = "There should be nothing to tell."
  }
}

run "refuses_half_days" {
  command = plan

  variables {
    days = 1.5
  }

  expect_failures = [var.days]
}
