// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// registry lists the APIs that the provider reads: one line each, in the order of their names.
func registry() []api {
	return []api{
		on(ptsscene.Spec(), ptsscene.New),
		on(saeapplication.Spec(), saeapplication.New),
		on(testplanpackages.Spec(), testplanpackages.New),
	}
}

// api is one API: its spec, and how its client is made from the client of its cloud.
type api struct {
	spec   *statusread.Spec
	client func(cloudClient) statusread.Client
}

// cloudClient is the client of a cloud.
type cloudClient interface{ ConfiguredRegion() string }

func on[C cloudClient](spec *statusread.Spec, newClient func(C) statusread.Client) api {
	return api{spec, func(c cloudClient) statusread.Client {
		typed, _ := c.(C) // that of the cloud that the spec names
		return newClient(typed)
	}}
}
