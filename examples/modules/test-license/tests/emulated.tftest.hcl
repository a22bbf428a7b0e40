# Runs against the emulator. The environment (HW_…) gives the emulator's address and keys. The project 0123… has one
# licensed package, 1234.5 of 5000 used, until 2099, and a package without a license.

variables {
  service_id = "0123456789abcdef0123456789abcdef"
  spec_code  = "codearts.testplan.china.echotest"
}

run "accepts_a_good_package" {
  variables {
    minimum_left = 3765.5
    days         = 365
  }

  assert {
    condition     = output.packages[0].original_amount - output.packages[0].resource_used == 3765.5
    error_message = "The amounts should be exact."
  }
}

run "refuses_when_too_little_is_left" {
  command = plan

  variables {
    minimum_left = 3765.6
  }

  expect_failures = [output.packages]
}

run "refuses_when_it_expires_too_soon" {
  command = plan

  variables {
    days = 36500
  }

  expect_failures = [output.packages]
}

run "refuses_a_package_without_a_license" {
  command = plan

  variables {
    spec_code = "codearts.testplan.china.pro"
  }

  expect_failures = [output.packages]
}

run "refuses_a_frozen_package" {
  command = plan

  variables {
    service_id = "dddddddddddddddddddddddddddd0000"
  }

  expect_failures = [output.packages]
}

run "does_not_count_a_total_of_zero_as_used_up" {
  command = plan

  variables {
    service_id   = "aaaabbbbccccddddeeeeffff00001111"
    minimum_left = 1
  }

  assert {
    condition     = length(output.packages) == 1
    error_message = "A total of 0 is not a package that is used up."
  }
}

run "does_not_read_when_disabled" {
  command = plan

  variables {
    service_id = "ffffffffffffffffffffffffffff0000"
    enabled    = false
  }

  assert {
    condition     = length(output.packages) == 0
    error_message = "There should be no packages."
  }
}
