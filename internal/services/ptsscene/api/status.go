// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads the status of a scene from Alibaba Cloud PTS (Performance Testing): one call, and its response in
// plain Go, without Terraform.
package api

// Statuses are the documented values of Status.Status, in the document's order.
var Statuses = []string{
	"CREATED", "SYNCING", "SYNC_DONE", "UPLOADING", "UPLOADED", "PREPARING", "READY", "RUNNING", "STOPPING", "STOPPED",
}

// Status is one response. What the response lacks, or gives as null or "", is "".
type Status struct {
	// Region is the region of the request, "" if none is known: PTS needs none.
	Region string `json:"-"`
	// Status is in the documented spelling where it is a documented one, else as sent; never empty.
	Status    string
	SceneName string
	// CreateTime and ModifiedTime are as sent; the document names no zone.
	CreateTime, ModifiedTime string
	RequestID                string
}
