# Runs against the emulator, whose application …de91 is being deployed for two reads and is ready at the third. The
# environment (ALIBABA_CLOUD_…) gives the emulator's address and keys.

run "waits_until_ready" {
  variables {
    app_id   = "0a1b2c3d-0000-4000-8000-00000000de91"
    trigger  = "v1"
    timeout  = "20s"
    interval = "1s"
  }

  assert {
    condition     = output.running_instances == 2
    error_message = "The instances should be those after the deployment."
  }
}
