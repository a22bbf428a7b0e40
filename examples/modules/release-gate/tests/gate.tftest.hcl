# Against the emulator: Terraform cannot mock ephemeral resources. Where the emulator is and which keys it knows come
# from the environment (ALIBABA_CLOUD_…). expect_failures cannot name a provider's own error, so a gate that refuses is
# not among these runs.

run "passes_when_all_is_well" {
  variables {
    app_ids   = ["7171a6ca-d1cd-4928-8642-7d5cfe697c34"]
    scene_ids = ["ST0PPD", "CRE4TD"]
  }

  assert {
    condition     = output.passed
    error_message = "The gate should have let this through."
  }
}

run "does_not_look_when_disabled" {
  variables {
    app_ids   = ["0a1b2c3d-0000-4000-8000-00000000fa11"]
    scene_ids = ["RUN7NG"]
    enabled   = false
  }

  assert {
    condition     = output.passed
    error_message = "A gate that is not enabled should let everything through."
  }
}

run "refuses_to_guard_nothing" {
  command = plan

  expect_failures = [var.scene_ids]
}
