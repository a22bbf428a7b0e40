# Against the emulator: Terraform cannot mock ephemeral resources. Where the emulator is and which keys it knows come
# from the environment (ALIBABA_CLOUD_…).

run "passes_while_no_load_test_runs" {
  variables {
    scene_id = "ST0PPD"
  }

  assert {
    condition     = output.passed
    error_message = "A scene at rest should let the change through."
  }
}

run "does_not_look_when_disabled" {
  variables {
    scene_id = "RUN7NG"
    enabled  = false
  }

  assert {
    condition     = output.passed
    error_message = "A window that is not enabled should let everything through."
  }
}

# The emulator's scene M0VING is at rest at its first read, which is the plan's, then prepares and runs, and is at rest
# again at its fourth.
run "waits_for_a_load_test_to_end" {
  variables {
    scene_id   = "M0VING"
    wait_up_to = "20s"
    interval   = "1s"
  }

  assert {
    condition     = output.passed
    error_message = "The window should have waited until the load test had ended."
  }
}
