// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
)

// userAgent introduces the provider to the clouds. extra is what TF_APPEND_USER_AGENT holds; characters that cannot
// stand in a header are left out of it, since it comes from the environment as it is.
func userAgent(version, terraform, extra string) string {
	parts := []string{"terraform-provider-cloudstatus/" + version}
	if terraform != "" {
		parts = append(parts, "Terraform/"+terraform)
	}
	extra = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, extra)
	if extra = strings.TrimSpace(extra); extra != "" {
		parts = append(parts, extra)
	}
	return strings.Join(parts, " ")
}
