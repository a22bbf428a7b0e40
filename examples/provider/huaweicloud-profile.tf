variable "koocli_profile" {
  description = "Profile of KooCLI, as `hcloud configure list` shows it."
  type        = string
}

# The region and the agency are the profile's, unless region and assume_role are set here.
provider "cloudstatus" {
  huaweicloud {
    profile = var.koocli_profile
  }
}
