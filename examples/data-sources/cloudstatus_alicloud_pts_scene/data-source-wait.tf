# Waits until a load test has ended, at most half an hour.

variable "scene_id" {
  description = "Id of the PTS scene."
  type        = string
}

data "cloudstatus_alicloud_pts_scene" "checkout" {
  scene_id = var.scene_id

  require {
    idle = true
  }
  wait {
    interval = "30s"
  }
  timeouts {
    read = "30m"
  }
}

output "load_test" {
  description = "Name and status of the scene."
  value = {
    name   = data.cloudstatus_alicloud_pts_scene.checkout.scene_name
    status = data.cloudstatus_alicloud_pts_scene.checkout.status
  }
}
