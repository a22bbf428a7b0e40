// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// registry lists the APIs that the provider reads: one line each, in the order of their names.
func registry() []api {
	return []api{
		onAlicloud(ptsscene.Spec(), ptsscene.New),
		onAlicloud(saeapplication.Spec(), saeapplication.New),
		onHuaweicloud(testplanpackages.Spec(), testplanpackages.New),
	}
}

// api is one API: its spec, and how its client is made from the clouds' clients.
type api struct {
	spec   *statusread.Spec
	client func(clouds) statusread.Client
}

// clouds are the configured clouds' clients, nil for a cloud whose configuration is not known yet.
type clouds struct {
	alicloud    *alicloud.Client
	huaweicloud *huaweicloud.Client
	// regions are the configured ones, by cloud.
	regions map[string]string
}

func onAlicloud(spec *statusread.Spec, client func(*alicloud.Client) statusread.Client) api {
	return api{spec, func(c clouds) statusread.Client { return client(c.alicloud) }}
}

func onHuaweicloud(spec *statusread.Spec, client func(*huaweicloud.Client) statusread.Client) api {
	return api{spec, func(c clouds) statusread.Client { return client(c.huaweicloud) }}
}

// specs returns the APIs' specs.
func specs(apis []api) []*statusread.Spec {
	out := make([]*statusread.Spec, len(apis))
	for i, a := range apis {
		out[i] = a.spec
	}
	return out
}
