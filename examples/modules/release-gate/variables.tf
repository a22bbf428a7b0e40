variable "app_ids" {
  description = "Ids of the SAE applications that must be ready."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "scene_ids" {
  description = "Ids of the PTS scenes whose load tests must not be running or being prepared."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.scene_ids) + length(var.app_ids) > 0
    error_message = "Set at least one application (app_ids) or scene (scene_ids): a gate without both allows every change."
  }
}

variable "region" {
  description = "Region of the applications and scenes. Null means the provider's."
  type        = string
  default     = null
}

variable "enabled" {
  description = "Whether the gate reads at all. Set to false to bypass it, for a destroy or in an emergency."
  type        = bool
  default     = true
  nullable    = false
}
