// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"flag"
	"os"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

var update = flag.Bool("update", false, "rewrite MATRIX.md")

// originalEnv is the environment before acctest.RunTests cleans it: a build needs Go's caches.
var originalEnv = os.Environ()

func TestMain(m *testing.M) {
	if _, set := os.LookupEnv(logVariable); !set { // TestFleetMemory starts this program without logs
		if err := os.Setenv(logVariable, "TRACE"); err != nil {
			panic(err)
		}
	}
	acctest.RunTests(m)
}
