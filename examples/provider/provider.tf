terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
  }
}

# The plan fails unless the application is ready.
data "cloudstatus_alicloud_sae_application" "web" {
  app_id = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"

  require {
    ready = true
  }
}
