// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Absent is a source that was looked for and is not there; what says so in a few words for FirstOf's list: "A and B
// (not set)".
func Absent(what string) Source {
	return none{&apierr.Error{Kind: apierr.CredentialsMissing, Reason: what}}
}

// Broken is a source that is there and cannot be right; reason and advice are whole sentences.
func Broken(reason, advice string) Source { return none{badCredentials(reason, advice)} }

type none struct{ err *apierr.Error }

func (n none) Resolve(context.Context, Reach) (Credentials, error) { return Credentials{}, n.err }
