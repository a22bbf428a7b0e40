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

// silenceLookups keeps package net from printing each lookup to standard error, past any log, as GODEBUG=netdns=2 asks it to.
func silenceLookups() {
	if settings := os.Getenv("GODEBUG"); strings.Contains(settings, "netdns=") {
		os.Setenv("GODEBUG", withoutLookups(settings)) // net reads it at the first lookup
	}
}

// withoutLookups removes the debug level from netdns in the settings of GODEBUG: what is left of go+2 is go. A netdns that is
// only a level remains as an empty one, since the last netdns counts.
func withoutLookups(settings string) string {
	all := strings.Split(settings, ",")
	for i, setting := range all {
		if value, found := strings.CutPrefix(setting, "netdns="); found {
			parts := slices.DeleteFunc(strings.Split(value, "+"), func(part string) bool {
				return part != "" && '0' <= part[0] && part[0] <= '9'
			})
			all[i] = "netdns=" + strings.Join(parts, "+")
		}
	}
	return strings.Join(all, ",")
}

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
