output "packages" {
  description = "The packages that meet all requirements. Empty when not enabled."
  value       = local.lasting

  precondition {
    condition     = !var.enabled || length(local.usable) > 0
    error_message = "The project has no package ${var.spec_code} that has a license and the status normal."
  }

  precondition {
    condition     = !var.enabled || length(local.usable) == 0 || length(local.sufficient) > 0
    error_message = "No package ${var.spec_code} has ${var.minimum_left} left."
  }

  precondition {
    condition     = !var.enabled || length(local.sufficient) == 0 || length(local.lasting) > 0
    error_message = "No package ${var.spec_code} with enough left lasts until ${local.until}."
  }
}
