variable "app_id" {
  description = "Id of the SAE application that has to settle."
  type        = string
  nullable    = false
}

variable "deployment" {
  description = "The resource that makes the change, as a whole, for example alicloud_sae_application.web: what refers to it is read when it is done. Required unless after_change_order_id is set. A hash of it is stored in the state."
  type        = any
  default     = null

  validation {
    condition     = var.deployment == null || can(var.deployment.id)
    error_message = "Pass the resource that makes the change as a whole: deployment = alicloud_sae_application.web. A plain value, such as the name of an image, is known before the change is made, so nothing would be read after it."
  }
}

variable "after_change_order_id" {
  description = "Id of the last change order before the change, as an earlier step of the pipeline has read it. While it is still the last one, the wait goes on. Null or empty: not known."
  type        = string
  default     = null
}

variable "delay" {
  description = "Time between the end of the change and the first read, in which SAE must have started the change order. Null: 10s, or none with after_change_order_id."
  type        = string
  default     = null
}

variable "stable_for" {
  description = "How long the application must be ready, at every read, for example \"30s\". Null: one read is enough."
  type        = string
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
