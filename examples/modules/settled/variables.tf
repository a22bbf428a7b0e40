variable "app_id" {
  description = "Id of the SAE application that has to settle."
  type        = string
  nullable    = false
}

variable "trigger" {
  description = "Whatever changes when the application does: its image, or an attribute of the resource that changes it. Stored in the state; give no secret."
  type        = any
  default     = null
}

variable "timeout" {
  description = "How long the application may take, for example \"15m\"."
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
  description = "Whether to look at all. False is the way past, for a destroy or to repair an application that cannot settle."
  type        = bool
  default     = true
  nullable    = false
}
