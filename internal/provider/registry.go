// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages"
)

// services are the APIs this provider reads: one line each, in the order of their names.
func services() []*live.Service {
	return []*live.Service{
		live.Register(ptsscene.Service()),
		live.Register(saeapplication.Service()),
		live.Register(testplanpackages.Service()),
	}
}
