// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"io"
	"log"
	"os"
	"strings"
)

// silence turns off the standard library's own log. net/http writes bytes to it that it did not ask for, a license key or
// a token among them, and with GODEBUG=http2debug=1 each header that it sends. The provider logs through Terraform.
func silence() { log.SetOutput(io.Discard) }

// hush turns the logs off when nobody reads them. Without TF_LOG the libraries would still write every line of theirs as
// JSON, dozens for each attribute, for Terraform to throw away: a third of what a read costs.
func hush() {
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "TF_LOG") && value != "" {
			return // somebody listens, to whichever part
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_CLOUDSTATUS"} {
		os.Setenv(name, "off")
	}
}
