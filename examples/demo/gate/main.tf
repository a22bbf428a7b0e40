# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0

# A release that must not happen while a load test is running. `make demo` shows how the gate refuses a plan, and how it
# stops the apply of a saved plan. The keys come from the environment.

terraform {
  required_version = ">= 1.10"

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

variable "scene_id" {
  description = "Id of the PTS scene that must have no running load test."
  type        = string
  default     = "ST0PPD"
}

provider "cloudstatus" {
  alicloud {
    endpoints = {
      pts = var.emulator
    }
  }
}

# An ephemeral resource is opened in the plan and again in the apply, so a saved plan does not rely on an old status.
ephemeral "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = var.scene_id

  require {
    idle = true
  }
}

# Placeholder for the release. The gate stops only what depends on it.
resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.gate]
}
