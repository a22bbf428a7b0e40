// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

func TestCheckRegion(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "cn-hangzhou"} {
		if e := (Region{ID: good}).Check("cn-hangzhou"); e != nil {
			t.Errorf("%q: %v", good, e)
		}
	}
	e := Region{ID: "x.evil.test/"}.Check("cn-hangzhou")
	if e == nil || e.Kind != apierr.InvalidArgument || e.Argument != "region" || !strings.Contains(e.Advice, "cn-hangzhou") {
		t.Errorf("%+v", e)
	}
	e = Region{ID: "x.evil.test/", Source: "X in the environment"}.Check("cn-hangzhou")
	if e == nil || e.Kind != apierr.InvalidArgument || e.Argument != "" || !strings.Contains(e.Reason, "X in the environment") {
		t.Errorf("from elsewhere: %+v", e)
	}
}
