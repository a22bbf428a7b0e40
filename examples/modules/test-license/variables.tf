variable "service_id" {
  description = "Id of the CodeArts project, 32 hexadecimal characters. Not the IAM project id."
  type        = string
  nullable    = false
}

variable "spec_code" {
  description = "Code of the package that must be licensed, for example codearts.testplan.china.echotest."
  type        = string
  nullable    = false
}

variable "minimum_left" {
  description = "Amount that must be known to be left in one package. 0: a package is enough unless it is known to be used up."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.minimum_left >= 0
    error_message = "The amount must be 0 or more."
  }
}

variable "days" {
  description = "Number of days that the package must last, counted from the plan."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "The number of days must be a whole number, 0 or more."
  }
}

variable "region" {
  description = "Region of the project. Null means the provider's."
  type        = string
  default     = null
}

variable "enabled" {
  description = "Whether the module reads at all. Set to false to bypass it, for a destroy or in an emergency."
  type        = bool
  default     = true
  nullable    = false
}
