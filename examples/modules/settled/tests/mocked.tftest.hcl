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
  app_id     = "any"
  deployment = { id = "web", image = "v1" }
}

run "outputs_the_change_order" {
  assert {
    condition     = output.last_change_order_id == "mocked-order" && output.running_instances == 3
    error_message = "The outputs should be the application's."
  }
}

run "gives_sae_time_to_start_the_change_order" {
  command = plan

  assert {
    condition     = data.cloudstatus_alicloud_sae_application.settled[0].wait.delay == "10s"
    error_message = "Without the id from before the change, the first read should come after a delay."
  }
}

run "reads_only_after_the_change" {
  command = plan

  variables {
    deployment = { id = "web", image = "v2" } # changed in place
  }

  assert {
    condition     = terraform_data.deployment.input == sha256(jsonencode(var.deployment))
    error_message = "A change of the deployment, in place too, should be a change here."
  }
}

run "refuses_a_value_that_is_known_before_the_change" {
  command = plan

  variables {
    deployment = "registry.example.com/web:v2"
  }

  expect_failures = [var.deployment]
}

run "refuses_what_nothing_orders" {
  command = plan

  variables {
    deployment = null
  }

  expect_failures = [terraform_data.deployment]
}

run "refuses_an_empty_id_as_the_only_order" {
  command = plan

  variables {
    deployment            = null
    after_change_order_id = ""
  }

  expect_failures = [terraform_data.deployment]
}

run "does_not_read_when_disabled" {
  variables {
    deployment = null
    enabled    = false
  }

  assert {
    condition     = output.last_change_order_id == null && output.running_instances == null
    error_message = "The outputs should be null."
  }
}
