// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api asks Alibaba Cloud SAE (Serverless App Engine) about the status of an application: one call, and its
// answer in plain Go. It knows the wire and nothing of Terraform.
package api

// The documented values of the three statuses, in the document's order.
var (
	CurrentStatuses     = []string{"RUNNING", "STOPPED", "UNKNOWN"}
	SubStatuses         = []string{"NORMAL", "RUNNING_BUT_HAS_ERROR"}
	ChangeOrderStatuses = []string{
		"READY", "RUNNING", "SUCCESS", "FAIL", "ABORT", "WAIT_BATCH_CONFIRM", "AUTO_BATCH_WAIT", "SYSTEM_FAIL",
		"WAIT_APPROVAL", "APPROVED",
	}
)

// Status is one answer. What the response lacks, or gives as null or "", is nil. The three statuses are in the documented
// spelling where they are documented ones, else as sent.
type Status struct {
	// CurrentStatus is never empty.
	CurrentStatus          string
	SubStatus              *string
	RunningInstances       *int64
	LastChangeOrderID      *string
	LastChangeOrderStatus  *string
	LastChangeOrderRunning *bool
	ArmsAdvancedEnabled    *bool
	// Arms is nil if the response has no ArmsApmInfo, or one that cannot be read; ArmsUnreadable tells the two apart.
	Arms           *ArmsApmInfo
	ArmsUnreadable bool
	EnableAgent    *bool
	// FileSizeLimit is in KB.
	FileSizeLimit *int64
	// CreateTime is as sent: epoch milliseconds, by the samples.
	CreateTime *string
	RequestID  *string
	TraceID    *string

	// appID is the application the response is about, for the client to compare with the one it asked about.
	appID *string
}

// ArmsApmInfo is the application's identity in ARMS. LicenseKey is a secret: no error, log line or warning may hold it.
type ArmsApmInfo struct{ AppID, LicenseKey *string }
