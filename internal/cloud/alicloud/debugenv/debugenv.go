// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package debugenv removes "sdk" from the environment variable DEBUG before Alibaba's SDK reads it. With it, the SDK prints
// strings to sign, security token included, to standard output.
//
// The SDK has no other switch: it reads the variable in the init functions of its packages, into variables that are not
// exported. So this has to be an init function that runs before those. The Go specification defines the order: of all
// packages whose imports are initialized, the one with the smallest import path is next. This package imports os and strings
// alone. Every package of the SDK that reads DEBUG imports net, if indirectly; net imports os, and "github.com/cloudstatus/…"
// sorts before "net". Another import here could change the order. TestTheSDKPrintsNothing runs a program with DEBUG=sdk and
// fails when the order, or what the SDK reads, changes.
package debugenv

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
