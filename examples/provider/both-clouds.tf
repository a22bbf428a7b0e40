# The keys of both clouds come from the environment. A cloud that nothing reads needs no keys.
provider "cloudstatus" {
  max_retries     = 6
  max_concurrency = 64
  request_timeout = "10s"

  alicloud {
    region = "cn-hangzhou"
  }

  huaweicloud {
    region = "cn-north-4"
  }
}
