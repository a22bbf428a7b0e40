# Runs against the emulator, because Terraform cannot mock ephemeral resources. The environment (ALIBABA_CLOUD_…) gives
# the emulator's address and keys. No run tests a gate that refuses, because expect_failures cannot name an error of the
# provider.

run "passes_when_all_is_ready" {
  variables {
    app_ids   = ["7171a6ca-d1cd-4928-8642-7d5cfe697c34"]
    scene_ids = ["ST0PPD", "CRE4TD"]
  }

  assert {
    condition     = output.passed
    error_message = "The gate should allow this change."
  }
}

run "does_not_read_when_disabled" {
  variables {
    app_ids   = ["0a1b2c3d-0000-4000-8000-00000000fa11"]
    scene_ids = ["RUN7NG"]
    enabled   = false
  }

  assert {
    condition     = output.passed
    error_message = "A gate that is not enabled should allow every change."
  }
}

run "refuses_to_guard_nothing" {
  command = plan

  expect_failures = [var.scene_ids]
}
