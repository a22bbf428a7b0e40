// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package region

import (
	"strings"
	"testing"
)

func TestIsID(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"cn-hangzhou", "ap-southeast-1", "cn-beijing-finance-1", "x", strings.Repeat("a", 63)} {
		if !IsID(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{
		"", "CN-hangzhou", "cn hangzhou", "cn--hangzhou", "-cn", "cn-", "x.evil.test/", "cn_hangzhou", "cn-hangzhou\n", "北京",
		strings.Repeat("a", 64),
	} {
		if IsID(bad) {
			t.Errorf("%q is accepted", bad)
		}
	}
}
