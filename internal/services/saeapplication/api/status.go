// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads the status of an application from Alibaba Cloud SAE (Serverless App Engine): one call, and its
// response in plain Go, without Terraform.
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

// Status is one response. What the response lacks, or gives as null or "", is "" or nil. The three statuses are in the
// documented spelling if they are documented ones, else as sent.
type Status struct {
	// Region is the region of the request.
	Region string `json:"-"`
	// CurrentStatus is never empty.
	CurrentStatus          string
	SubStatus              string
	RunningInstances       *int64
	LastChangeOrderID      string
	LastChangeOrderStatus  string
	LastChangeOrderRunning *bool
	ArmsAdvancedEnabled    *bool
	// Arms is nil if the response has no ArmsApmInfo, or a malformed one; ArmsUnreadable tells the two apart.
	Arms           *ArmsApmInfo `json:"-"`
	ArmsUnreadable bool         `json:"-"`
	EnableAgent    *bool
	// FileSizeLimit is in KB.
	FileSizeLimit *int64
	// CreateTime is as sent: epoch milliseconds, by the samples.
	CreateTime string
	RequestID  string `json:"-"`
	TraceID    string `json:"-"`

	// appID is the application that the response is about, for the client to compare with the requested one.
	appID string
}

// ArmsApmInfo is the application's identity in ARMS. LicenseKey is a secret: no error, log line or warning may hold it.
type ArmsApmInfo struct{ AppID, LicenseKey string }
