# Passes the emulator's address to a test file. A provider block in a test file can refer to the outputs of a run, but not
# to a variable that only the environment sets.

terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}

variable "emulator" {
  description = "Address of the emulator, from the first line that it prints (TF_VAR_emulator)."
  type        = string
}

output "url" {
  description = "Address of the emulator."
  value       = var.emulator
}
