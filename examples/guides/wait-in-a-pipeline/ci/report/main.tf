# A report on many applications, which are read once. Its outputs are files for machines, so it needs no tool but Terraform.

terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "applications" {
  description = "Names of the applications, by id. They can be in applications.auto.tfvars.json."
  type        = map(string)
}

variable "report_url" {
  description = "The page to which GitLab's annotations lead. The job sets it."
  type        = string
  default     = "https://gitlab.example.com/"
}

data "cloudstatus_alicloud_sae_applications" "all" {
  app_ids             = keys(var.applications)
  labels              = var.applications
  tolerate_unreadable = true # one application that was deleted does not fail the report
}

locals {
  fleet = data.cloudstatus_alicloud_sae_applications.all

  # The kind is ready, not_ready, or says why an application could not be read: not_found, permission_denied, throttled, …
  results = { for id, name in var.applications : id => {
    name   = "${name} (${id})"
    kind   = try(local.fleet.unreadable[id].kind, contains(keys(local.fleet.not_ready), id) ? "not_ready" : "ready")
    reason = lookup(local.fleet.not_ready, id, "")
  } }
  failed = { for id, result in local.results : id => result if result.kind != "ready" }

  # XML has no spelling for most control characters.
  xml = { for id, result in local.results : id => {
    for key, text in result : key => replace(replace(replace(replace(replace(
      text, "/[[:cntrl:]\\x{fffe}\\x{ffff}]/", " "), "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;"
    )
  } }
  # In GitHub's commands % begins an escape, and a title ends at a colon or a comma.
  github = { for id, result in local.failed : id => {
    for key, text in result : key => replace(replace(replace(replace(
      text, "%", "%25"), "/[[:cntrl:]]/", " "), ":", "%3A"), ",", "%2C"
    )
  } }
}

output "failed" {
  description = "How many applications are not ready."
  value       = length(local.failed)
}

# The outputs below are sensitive only to keep them off the screen of the apply. `terraform output -raw` prints them.

output "junit" {
  description = "JUnit XML with a test case for each application."
  sensitive   = true
  value       = <<-EOT
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="SAE applications" tests="${length(local.results)}" failures="${length(local.failed)}" errors="0" skipped="0">
    %{for result in local.xml~}
    <testcase classname="${local.fleet.region}" name="${result.name}">
    %{if result.kind != "ready"~}
    <failure type="${result.kind}" message="${result.reason}">${result.kind}: ${result.reason}</failure>
    %{endif~}
    </testcase>
    %{endfor~}
    </testsuite>
  EOT
}

output "github" {
  description = "Commands that annotate a run of GitHub Actions with those that are not ready."
  sensitive   = true
  value       = join("", [for result in local.github : "::error title=${result.name}::${result.kind}: ${result.reason}\n"])
}

output "gitlab" {
  description = "JSON that annotates a job of GitLab CI with those that are not ready."
  sensitive   = true
  value = jsonencode({ "SAE applications" = [for result in local.failed : {
    external_link = { label = "${result.name}: ${result.kind}", url = var.report_url }
  }] })
}
