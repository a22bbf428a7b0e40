# On an ECS instance that has an agency.
provider "cloudstatus" {
  huaweicloud {
    region       = "cn-north-4"
    ecs_metadata = true
  }
}
