output "last_change_order_id" {
  description = "Id of the latest change order when the application had settled. Null when there was none, or when not enabled."
  value       = one(data.cloudstatus_alicloud_sae_application.settled[*].last_change_order_id)
}

output "running_instances" {
  description = "Number of running instances. Null when SAE sends none, or when not enabled."
  value       = one(data.cloudstatus_alicloud_sae_application.settled[*].running_instances)
}
