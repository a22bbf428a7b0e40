output "passed" {
  description = "True, known only when no load test is running. A reference to it is a dependency on the module."
  value       = true

  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.idle]
}
