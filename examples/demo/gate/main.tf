# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0

# A release that must not happen while a load test runs. `make demo` shows it refused in a plan, and a saved plan
# stopped by it. The keys come from the environment.

terraform {
  required_version = ">= 1.10"

  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "emulator" {
  description = "Where the emulator of the clouds listens. `make demo` sets it."
  type        = string
}

variable "scene_id" {
  description = "The PTS scene that must be at rest."
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

# An ephemeral resource is opened in the plan and again in the apply, so a saved plan cannot outlive what it found.
ephemeral "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = var.scene_id

  require {
    idle = true
  }
}

# Stands for what is released. The gate guards only what depends on it.
resource "terraform_data" "release" {
  input = "v2"

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.gate]
}
