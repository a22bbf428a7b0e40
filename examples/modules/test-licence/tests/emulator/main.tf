# Tells a test file where the emulator is. A provider block in a test file may refer to a run's outputs, and not to a
# variable that only the environment sets.

terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "emulator" {
  description = "Address of the emulator, as its first line says: TF_VAR_emulator."
  type        = string
}

output "url" {
  description = "The same."
  value       = var.emulator
}
