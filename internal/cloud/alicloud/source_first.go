// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// FirstOf is the first of sources that is there at all: one whose error is CredentialsMissing is passed over, and its
// reason is kept. One that is there and broken is not: what follows would be another identity than the one that was
// meant. If nothing is left, the error lists everything in order.
func FirstOf(sources ...Source) Source { return first(sources) }

type first []Source

func (f first) Resolve(ctx context.Context, reach Reach) (Credentials, error) {
	var looked []string
	for _, source := range f {
		c, err := source.Resolve(ctx, reach)
		if err == nil {
			return c, nil
		}
		e := apierr.From(err)
		if e.Kind != apierr.CredentialsMissing {
			return Credentials{}, e
		}
		looked = append(looked, e.Reason)
	}
	return Credentials{}, &apierr.Error{
		Kind: apierr.CredentialsMissing, Reason: "No credentials for Alibaba Cloud were found.", Searched: looked,
		Advice: "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment, or run " +
			"aliyun configure to write a profile.",
	}
}
