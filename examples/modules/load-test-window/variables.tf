variable "scene_id" {
  description = "Id of the PTS scene. Nothing changes while its load test is running."
  type        = string
  nullable    = false
}

variable "wait_up_to" {
  description = "Longest wait for the end of a load test, for example \"30m\". Null: do not wait."
  type        = string
  default     = null
}

variable "interval" {
  description = "Time between two reads while waiting. Less than wait_up_to."
  type        = string
  default     = "10s"
  nullable    = false
}

variable "region" {
  description = "Region that is sent to PTS, which needs none. Null means the provider's."
  type        = string
  default     = null
}

variable "enabled" {
  description = "Whether the module reads at all. Set to false to bypass it, for a destroy or in an emergency."
  type        = bool
  default     = true
  nullable    = false
}
