variable "scene_id" {
  description = "Id of the PTS scene during whose load tests nothing may change."
  type        = string
  nullable    = false
}

variable "wait_up_to" {
  description = "How long to wait for a load test to end, for example \"30m\". Null refuses at once."
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
  description = "Region to name to PTS. Null means the provider's. PTS needs none."
  type        = string
  default     = null
}

variable "enabled" {
  description = "Whether to look at all. False is the way past, for a destroy or in an emergency."
  type        = bool
  default     = true
  nullable    = false
}
