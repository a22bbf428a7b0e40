# On an ECS instance that has this RAM role.
provider "cloudstatus" {
  alicloud {
    region        = "cn-hangzhou"
    ecs_role_name = "status-reader"
  }
}
