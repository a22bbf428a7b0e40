variable "endpoint" {
  description = "Endpoint that replaces the clouds' own, for example https://gateway.example.com."
  type        = string
}

provider "cloudstatus" {
  alicloud {
    region = "cn-hangzhou"
    endpoints = {
      pts = var.endpoint
      sae = var.endpoint
      sts = var.endpoint
    }
  }

  huaweicloud {
    region = "cn-north-4"
    endpoints = {
      cloudtest = var.endpoint
      iam       = var.endpoint
      sts       = var.endpoint
    }
  }
}
