// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.SetTypable        = idsType{}
	_ basetypes.SetValuable       = idsValue{}
	_ xattr.ValidateableAttribute = idsValue{}
)

// idsType is a set of strings whose cost grows with its size. The framework (1.19) compares each element of a set with each
// other one whenever it is read, to find duplicates, which Terraform never sends: 0.25 s for 1000 ids.
type idsType struct{ basetypes.SetType }

func newIDsType() idsType { return idsType{types.SetType{ElemType: types.StringType}} }

// Equal reports whether a type is this one.
func (t idsType) Equal(other attr.Type) bool {
	o, ok := other.(idsType)
	return ok && t.SetType.Equal(o.SetType)
}

// String names the type in errors of the framework.
func (t idsType) String() string { return "statusread.idsType" }

// ValueType gives a value of this type.
func (t idsType) ValueType(context.Context) attr.Value { return idsValue{} }

// ValueFromSet gives the value of this type.
func (t idsType) ValueFromSet(_ context.Context, set basetypes.SetValue) (basetypes.SetValuable, diag.Diagnostics) {
	return idsValue{set}, nil
}

// ValueFromTerraform gives the value of this type.
func (t idsType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	value, err := t.SetType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	set, ok := value.(basetypes.SetValue)
	if !ok {
		return nil, fmt.Errorf("a set is a %T", value)
	}
	return idsValue{set}, nil
}

// idsValue is a value of idsType.
type idsValue struct{ basetypes.SetValue }

// Type is idsType.
func (v idsValue) Type(context.Context) attr.Type { return newIDsType() }

// ValidateAttribute accepts the value: the type's rules are those of the fleet.
func (v idsValue) ValidateAttribute(context.Context, xattr.ValidateAttributeRequest, *xattr.ValidateAttributeResponse) {
}
