# Keys of both come from the environment. A cloud that nothing reads needs none.
provider "cloudstatus" {
  max_retries     = 6
  request_timeout = "10s"

  alicloud {
    region = "cn-hangzhou"
  }

  huaweicloud {
    region = "cn-north-4"
  }
}
