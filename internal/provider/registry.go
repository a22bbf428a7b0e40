// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// services are the APIs this provider reads: one line each, in the order of their names.
func services() []*statusread.Spec {
	return []*statusread.Spec{
		statusread.New(ptsscene.Service()),
		statusread.New(saeapplication.Service()),
		statusread.New(testplanpackages.Service()),
	}
}
