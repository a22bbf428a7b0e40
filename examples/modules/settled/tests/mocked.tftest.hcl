# Needs no cloud and no emulator. A mock returns values and does not read, so wait and require have no effect.

mock_provider "cloudstatus" {
  mock_data "cloudstatus_alicloud_sae_application" {
    defaults = {
      ready                = true
      last_change_order_id = "mocked-order"
      running_instances    = 3
    }
  }
}

variables {
  app_id  = "any"
  trigger = "v1"
}

run "outputs_the_change_order" {
  assert {
    condition     = output.last_change_order_id == "mocked-order" && output.running_instances == 3
    error_message = "The outputs should be the application's."
  }
}

run "reads_only_after_the_change" {
  command = plan

  variables {
    trigger = "v2"
  }

  assert {
    condition     = terraform_data.trigger.input == "v2"
    error_message = "A new trigger should be a change."
  }
}

run "does_not_read_when_disabled" {
  variables {
    enabled = false
  }

  assert {
    condition     = output.last_change_order_id == null && output.running_instances == null
    error_message = "The outputs should be null."
  }
}
