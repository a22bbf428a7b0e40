// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"io"
	"log"
	"os"
	"slices"
	"strings"
)

// discardStandardLog turns off the standard library's own log. net/http writes bytes to it that it did not ask for, a
// license key or a token among them, and with GODEBUG=http2debug=1 each header that it sends. The provider logs through
// Terraform.
func discardStandardLog() { log.SetOutput(io.Discard) }

// logsRead reports whether an environment asks for the logs of any part of Terraform.
func logsRead(environ []string) bool {
	return slices.ContainsFunc(environ, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "TF_LOG") && value != "" && !strings.EqualFold(value, "off")
	})
}

// silenceSDKLogs turns off the log lines of terraform-plugin-go. Without TF_LOG it would still write each as JSON, for
// Terraform to throw away.
func silenceSDKLogs() { os.Setenv("TF_LOG_SDK", "off") }
