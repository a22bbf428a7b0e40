output "passed" {
  description = "True, known only when every check of the gate has passed. A reference to it is a dependency on the gate."
  value       = true

  depends_on = [
    ephemeral.cloudstatus_alicloud_sae_applications.ready,
    ephemeral.cloudstatus_alicloud_pts_scenes.idle,
  ]
}
