variable "app_id" {
  description = "Id of the SAE application that has to settle."
  type        = string
  nullable    = false
}

variable "trigger" {
  description = "A value that changes when the application does: its image, or an attribute of the resource that changes it. Stored in the state; must not be a secret."
  type        = any
  default     = null
}

variable "timeout" {
  description = "Longest time to wait, for example \"15m\"."
  type        = string
  default     = "15m"
  nullable    = false
}

variable "interval" {
  description = "Time between two reads."
  type        = string
  default     = "10s"
  nullable    = false
}

variable "region" {
  description = "Region of the application. Null means the provider's."
  type        = string
  default     = null
}

variable "enabled" {
  description = "Whether the module reads at all. Set to false to bypass it, for a destroy or to repair an application that cannot settle."
  type        = bool
  default     = true
  nullable    = false
}
