// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"strings"
	"testing"
)

// BenchmarkRedact: a vendor's message may be as long as a body may be.
func BenchmarkRedact(b *testing.B) {
	for name, text := range map[string]string{
		"sentence": "The specified AppId does not exist.",
		"4MiB":     strings.Repeat("signature ", (4<<20)/10),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Redact(text, "secretsecretsecret", "tokentokentoken")
			}
		})
	}
}
