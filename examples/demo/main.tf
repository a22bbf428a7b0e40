# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0

# What `make demo` plans and applies. The keys come from the environment.

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

provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
    endpoints = {
      pts = var.emulator
      sae = var.emulator
    }
  }

  huaweicloud {
    region = "cn-north-4"
    endpoints = {
      cloudtest = var.emulator
    }
  }
}

data "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = "ST0PPD"
}

data "cloudstatus_alicloud_sae_application" "web" {
  app_id = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
}

data "cloudstatus_huaweicloud_codearts_testplan_packages" "tests" {
  service_id = "0123456789abcdef0123456789abcdef"
  spec_code  = "codearts.testplan.china.echotest"
}

output "load_test" {
  description = "The PTS scene: its status, and whether no load test is running."
  value = {
    name   = data.cloudstatus_alicloud_pts_scene.checkout.scene_name
    status = data.cloudstatus_alicloud_pts_scene.checkout.status
    idle   = data.cloudstatus_alicloud_pts_scene.checkout.idle
  }
}

output "application" {
  description = "The SAE application: its status, and whether it is ready."
  value = {
    status    = data.cloudstatus_alicloud_sae_application.web.current_status
    instances = data.cloudstatus_alicloud_sae_application.web.running_instances
    ready     = data.cloudstatus_alicloud_sae_application.web.ready
  }
}

output "test_plan" {
  description = "The project's TestPlan packages: whether one of them is licensed, and how much is used."
  value = {
    licensed = data.cloudstatus_huaweicloud_codearts_testplan_packages.tests.licensed
    packages = [
      for package in data.cloudstatus_huaweicloud_codearts_testplan_packages.tests.packages :
      "${package.resource_used} of ${package.original_amount} used, ${package.resource_status}, until ${package.expires_at}"
    ]
  }
}
