output "passed" {
  description = "True, and known only when every check of the gate has passed. To refer to it is to depend on the gate."
  value       = true

  depends_on = [
    ephemeral.cloudstatus_alicloud_sae_application.ready,
    ephemeral.cloudstatus_alicloud_pts_scene.idle,
  ]
}
