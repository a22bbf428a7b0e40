// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api asks Alibaba Cloud PTS (Performance Testing) about the status of a scene: one call, and its answer in
// plain Go. It knows the wire and nothing of Terraform.
package api

// Statuses are the documented values of Status.Status, in the document's order.
var Statuses = []string{
	"CREATED", "SYNCING", "SYNC_DONE", "UPLOADING", "UPLOADED", "PREPARING", "READY", "RUNNING", "STOPPING", "STOPPED",
}

// Status is one answer. What the response lacks, or gives as null or "", is nil.
type Status struct {
	// Status is in the documented spelling where it is a documented one, else as sent; never empty.
	Status    string
	SceneName *string
	// CreateTime and ModifiedTime are as sent; the document names no zone.
	CreateTime, ModifiedTime *string
	RequestID                *string
}
