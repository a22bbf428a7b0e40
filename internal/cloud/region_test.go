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
	for _, good := range []string{"", "cn-hangzhou", "ap-southeast-1", "cn-beijing-finance-1", "x", strings.Repeat("a", 63)} {
		if e := (Region{ID: good}).Check("cn-hangzhou"); e != nil {
			t.Errorf("%q: %v", good, e)
		}
	}
	for _, bad := range []string{"CN-hangzhou", "cn hangzhou", "cn--hangzhou", "-cn", "cn-", "x.evil.test/", "cn_hangzhou", "北京", strings.Repeat("a", 64)} {
		e := Region{ID: bad}.Check("cn-hangzhou")
		if e == nil || e.Kind != apierr.InvalidArgument || e.Argument != "region" || !strings.Contains(e.Advice, "cn-hangzhou") {
			t.Errorf("%q: %+v", bad, e)
		}
		e = Region{ID: bad, Source: "X in the environment"}.Check("cn-hangzhou")
		if e == nil || e.Kind != apierr.InvalidArgument || e.Argument != "" || !strings.Contains(e.Reason, "X in the environment") {
			t.Errorf("%q from elsewhere: %+v", bad, e)
		}
	}
}
