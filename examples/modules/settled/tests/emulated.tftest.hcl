# Runs against the emulator. The environment (ALIBABA_CLOUD_…) gives the emulator's address and keys. The emulator's application …de91
# has one change order, 7d1f…, which is running for two reads and has succeeded at the third; …01d0 has one that succeeded last week
# (01d0…) at two reads, then one that is running, then one that has succeeded (7d1f…).
#
# expect_failures cannot name an error of the provider, so no run here tests a wait that fails.

variables {
  timeout  = "20s"
  interval = "1s"
  # Placeholder for the resource that makes the change.
  deployment = { id = "web" }
}

run "waits_until_ready" {
  variables {
    app_id = "0a1b2c3d-0000-4000-8000-00000000de91"
    delay  = "0s"
  }

  assert {
    condition     = output.running_instances == 2
    error_message = "The instances should be those after the deployment."
  }
}

run "does_not_take_last_weeks_success_for_todays" {
  variables {
    app_id                = "0a1b2c3d-0000-4000-8000-0000000001d0"
    after_change_order_id = "01d00a1b-2c3d-4e5f-8091-a2b3c4d5e6f7"
  }

  assert {
    condition     = output.last_change_order_id == "7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6"
    error_message = "The wait should end with the change order of today."
  }
}

run "needs_no_deployment_with_the_id_from_before" {
  variables {
    app_id                = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
    after_change_order_id = "01d00a1b-2c3d-4e5f-8091-a2b3c4d5e6f7"
    deployment            = null
    stable_for            = "1s"
  }

  assert {
    condition     = output.last_change_order_id == "7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6"
    error_message = "The wait should end with the change order of today."
  }
}
