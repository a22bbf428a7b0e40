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

run "accepts_a_total_of_zero_without_a_minimum" {
  command = plan

  variables {
    service_id = "aaaabbbbccccddddeeeeffff00001111"
  }

  assert {
    condition     = length(output.packages) == 1
    error_message = "A total of 0 is not a package that is used up."
  }
}

run "refuses_a_total_of_zero_for_a_minimum" {
  command = plan

  variables {
    service_id   = "aaaabbbbccccddddeeeeffff00001111"
    minimum_left = 1
  }

  expect_failures = [output.packages]
}

run "accepts_a_package_that_never_expires" {
  command = plan

  variables {
    service_id = "aaaabbbbccccddddeeeeffff00001111"
    days       = 36500
  }

  assert {
    condition     = length(output.packages) == 1
    error_message = "A package without an expiry lasts."
  }
}

run "refuses_what_expired_at_a_time_without_a_zone" {
  command = plan

  variables {
    service_id = "dddddddddddddddddddddddddddd0001"
  }

  expect_failures = [output.packages]
}

run "refuses_an_expiry_that_cannot_be_read" {
  command = plan

  variables {
    service_id = "dddddddddddddddddddddddddddd0002"
  }

  expect_failures = [output.packages]
}

run "refuses_what_starts_in_2099" {
  command = plan

  variables {
    service_id = "dddddddddddddddddddddddddddd0003"
  }

  expect_failures = [output.packages]
}

run "refuses_a_minimum_when_the_amount_used_is_not_known" {
  command = plan

  variables {
    service_id   = "dddddddddddddddddddddddddddd0004"
    minimum_left = 1000
  }

  expect_failures = [output.packages]
}

run "refuses_a_minimum_when_the_total_is_not_known" {
  command = plan

  variables {
    service_id   = "dddddddddddddddddddddddddddd0005"
    minimum_left = 1000
  }

  expect_failures = [output.packages]
}

run "accepts_amounts_that_are_not_known_without_a_minimum" {
  command = plan

  variables {
    service_id = "dddddddddddddddddddddddddddd0004"
  }

  assert {
    condition     = length(output.packages) == 1
    error_message = "Without a minimum, the license decides."
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
