// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package quiet keeps Alibaba's SDK from printing. With DEBUG=sdk in the environment the SDK writes strings to sign,
// session token and all, to standard output; it reads the variable once, while its packages are initialised. So "sdk"
// has to be gone from it before that.
//
// The order is the language's, not luck: of all packages whose imports are initialised, the one with the smallest
// import path is next. This package imports os and strings alone. Every package of the SDK that reads DEBUG imports
// net, if indirectly; net imports os, and "github.com/cloudstatus/…" sorts before "net". So this package is always
// done first. Importing anything more here would put that at risk; a test runs a program with DEBUG=sdk to pin it.
package quiet

import (
	"os"
	"strings"
)

func init() {
	value, set := os.LookupEnv("DEBUG")
	if !set {
		return
	}
	var kept []string
	for flag := range strings.SplitSeq(value, ",") {
		if flag != "sdk" {
			kept = append(kept, flag)
		}
	}
	if rest := strings.Join(kept, ","); rest != value {
		os.Setenv("DEBUG", rest)
	}
}
