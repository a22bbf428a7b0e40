output "packages" {
  description = "The packages that meet all requirements. Empty when not enabled."
  value       = local.lasting

  precondition {
    condition     = !var.enabled || length(local.usable) > 0
    error_message = trimspace("The project has no package ${var.spec_code} that is licensed now. ${try(coalesce(local.data.not_licensed_reason), "")}")
  }

  precondition {
    condition     = !var.enabled || length(local.usable) == 0 || length(local.sufficient) > 0
    error_message = "No package ${var.spec_code} is known to have ${var.minimum_left} left. A package whose amounts are missing, or whose total is 0, is not."
  }

  precondition {
    condition     = !var.enabled || length(local.sufficient) == 0 || length(local.lasting) > 0
    error_message = "No package ${var.spec_code} with enough left is known to last until ${local.until}. A package whose expiry cannot be read is not."
  }
}
