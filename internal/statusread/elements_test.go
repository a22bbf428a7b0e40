// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The elements are those of the framework's own map, whichever way they come.
func TestElements(t *testing.T) {
	typ := newElementsType(map[string]attr.Type{"status": types.StringType})
	element := types.ObjectValueMust(map[string]attr.Type{"status": types.StringType}, map[string]attr.Value{"status": types.StringValue("HOT")})
	plain := types.MapValueMust(typ.ElemType, map[string]attr.Value{"k-1": element})
	raw, err := plain.ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fromRaw, err := typ.ValueFromTerraform(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	fromMap, diags := typ.ValueFromMap(t.Context(), plain)
	same(t, diags)
	if !fromRaw.Equal(fromMap) || fromRaw.IsNull() || fromRaw.IsUnknown() || !fromRaw.Type(t.Context()).Equal(typ) {
		t.Errorf("got %s and %s", fromRaw, fromMap)
	}
	back, diags := fromMap.ToMapValue(t.Context())
	same(t, diags)
	if !back.Equal(plain) {
		t.Errorf("got %s", back)
	}
	for want, raw := range map[string]tftypes.Value{
		"null":    tftypes.NewValue(typ.TerraformType(t.Context()), nil),
		"unknown": tftypes.NewValue(typ.TerraformType(t.Context()), tftypes.UnknownValue),
	} {
		value, err := typ.ValueFromTerraform(t.Context(), raw)
		if err != nil || value.IsNull() != (want == "null") || value.IsUnknown() != (want == "unknown") || value.Equal(fromRaw) {
			t.Errorf("%s is %s, %v", want, value, err)
		}
	}
}
