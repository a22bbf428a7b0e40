// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Broken is a source that is there and cannot be right; reason and advice are whole sentences.
func Broken(reason, advice string) Source {
	return broken{&apierr.Error{Kind: apierr.InvalidCredentials, Reason: reason, Advice: advice}}
}

type broken struct{ err *apierr.Error }

func (b broken) Resolve(context.Context) (Credentials, error) { return Credentials{}, b.err }
