# Runs against the emulator, because Terraform cannot mock ephemeral resources. The environment (ALIBABA_CLOUD_…) gives
# the emulator's address and keys.

run "passes_while_no_load_test_is_running" {
  variables {
    scene_id = "ST0PPD"
  }

  assert {
    condition     = output.passed
    error_message = "A scene without a load test should allow the change."
  }
}

run "does_not_read_when_disabled" {
  variables {
    scene_id = "RUN7NG"
    enabled  = false
  }

  assert {
    condition     = output.passed
    error_message = "A window that is not enabled should allow every change."
  }
}

# The emulator's scene M0VING has no load test at its first read, which is the plan's. It then prepares and runs one, and
# has none again at the fourth read.
run "waits_for_a_load_test_to_end" {
  variables {
    scene_id   = "M0VING"
    wait_up_to = "20s"
    interval   = "1s"
  }

  assert {
    condition     = output.passed
    error_message = "The window should wait until the load test has ended."
  }
}
