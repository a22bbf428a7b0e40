# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0

# Waits until an application that is being deployed is ready. `make demo` invokes the action, if its Terraform has actions. The
# keys come from the environment.

terraform {
  required_version = ">= 1.14"

  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "emulator" {
  description = "URL of the emulator. `make demo` sets it."
  type        = string
}

provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
    endpoints = {
      sae = var.emulator
    }
  }
}

action "cloudstatus_alicloud_sae_application_check" "web" {
  config {
    app_id = "0a1b2c3d-0000-4000-8000-00000000de91"

    require {
      ready = true
    }
    wait {
      interval  = "1s"
      fail_fast = true
    }
  }
}
