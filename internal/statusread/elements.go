// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.MapTypable        = elementsType{}
	_ basetypes.MapValuable       = &elementsValue{}
	_ xattr.ValidateableAttribute = &elementsValue{}
)

// elementsType is a map of objects that stays as Terraform has it until somebody asks for an element. The framework (1.19)
// makes a value of each attribute of each element, only to compare the map with that of the configuration, which is null.
type elementsType struct{ basetypes.MapType }

func newElementsType(elements map[string]attr.Type) elementsType {
	return elementsType{basetypes.MapType{ElemType: basetypes.ObjectType{AttrTypes: elements}}}
}

// Equal reports whether a type is this one.
func (t elementsType) Equal(other attr.Type) bool {
	o, ok := other.(elementsType)
	return ok && t.MapType.Equal(o.MapType)
}

// String names the type in errors of the framework.
func (t elementsType) String() string { return "statusread.elementsType" }

// value gives the value with some elements, which are of its element type.
func (t elementsType) value(ctx context.Context, elements map[string]tftypes.Value) attr.Value {
	return &elementsValue{t, tftypes.NewValue(t.TerraformType(ctx), elements)}
}

// ValueType gives a value of this type.
func (t elementsType) ValueType(context.Context) attr.Value { return &elementsValue{typ: t} }

// ValueFromMap gives the value of this type.
func (t elementsType) ValueFromMap(ctx context.Context, value basetypes.MapValue) (basetypes.MapValuable, diag.Diagnostics) {
	var diags diag.Diagnostics
	raw, err := value.ToTerraformValue(ctx)
	if err != nil {
		diags.AddError("Provider Defect", err.Error()+" Please report this.")
	}
	return &elementsValue{t, raw}, diags
}

// ValueFromTerraform gives the value of this type.
func (t elementsType) ValueFromTerraform(_ context.Context, raw tftypes.Value) (attr.Value, error) {
	return &elementsValue{t, raw}, nil
}

// elementsValue is a value of elementsType.
type elementsValue struct {
	typ elementsType
	raw tftypes.Value
}

// ToMapValue gives the elements as values of the framework.
func (v *elementsValue) ToMapValue(ctx context.Context) (basetypes.MapValue, diag.Diagnostics) {
	var diags diag.Diagnostics
	value, err := v.typ.MapType.ValueFromTerraform(ctx, v.raw)
	m, ok := value.(basetypes.MapValue)
	if err != nil || !ok {
		diags.AddError("Provider Defect", fmt.Sprintf("A map is a %T: %v. Please report this.", value, err))
	}
	return m, diags
}

// ToTerraformValue gives the value as it came.
func (v *elementsValue) ToTerraformValue(context.Context) (tftypes.Value, error) { return v.raw, nil }

// Type is elementsType.
func (v *elementsValue) Type(context.Context) attr.Type { return v.typ }

// Equal reports whether a value is the same map.
func (v *elementsValue) Equal(other attr.Value) bool {
	o, ok := other.(*elementsValue)
	return ok && (v == o || v.typ.Equal(o.typ) && v.raw.Equal(o.raw))
}

// IsNull reports whether there is no map.
func (v *elementsValue) IsNull() bool { return v.raw.IsNull() }

// IsUnknown reports whether the map is not known yet.
func (v *elementsValue) IsUnknown() bool { return !v.raw.IsKnown() }

// String shows the value in errors of the framework.
func (v *elementsValue) String() string { return v.raw.String() }

// ValidateAttribute accepts the value: it is computed.
func (v *elementsValue) ValidateAttribute(context.Context, xattr.ValidateAttributeRequest, *xattr.ValidateAttributeResponse) {
}
