// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// unknownIn names the first value, within what is called name, that is not known yet: "alicloud.endpoints[\"sae\"]".
// It is empty when all is known.
func unknownIn(name string, value attr.Value) string {
	if value.IsUnknown() {
		return name
	}
	switch v := value.(type) {
	case types.Object:
		members := v.Attributes()
		for _, member := range slices.Sorted(maps.Keys(members)) {
			if found := unknownIn(name+"."+member, members[member]); found != "" {
				return found
			}
		}
	case types.Map:
		elements := v.Elements()
		for _, key := range slices.Sorted(maps.Keys(elements)) {
			if found := unknownIn(name+`["`+key+`"]`, elements[key]); found != "" {
				return found
			}
		}
	}
	return ""
}
