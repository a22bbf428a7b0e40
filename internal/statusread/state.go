// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// merge makes the state: arguments and blocks as configured, whatever their kind's types, and what was read.
func merge(ctx context.Context, t Type, config tfsdk.Config, values map[string]attr.Value) (tftypes.Value, error) {
	for name := range t.computed() {
		if _, ok := values[name]; !ok {
			return tftypes.Value{}, fmt.Errorf("%s: the mapping has no value", name)
		}
	}
	var configured map[string]tftypes.Value
	if err := config.Raw.As(&configured); err != nil {
		return tftypes.Value{}, err
	}
	return newObject(ctx, config.Schema.Type().TerraformType(ctx), values, configured)
}

// newObject makes an object of values, and of defaults for the attributes that have none.
func newObject(ctx context.Context, typ tftypes.Type, values map[string]attr.Value, defaults map[string]tftypes.Value) (tftypes.Value, error) {
	members := make(map[string]tftypes.Value, max(len(values), len(defaults)))
	maps.Copy(members, defaults)
	for name, value := range values {
		raw, err := value.ToTerraformValue(ctx)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
		}
		members[name] = raw
	}
	if err := tftypes.ValidateValue(typ, members); err != nil {
		return tftypes.Value{}, err
	}
	return tftypes.NewValue(typ, members), nil
}

// configure takes the provider's data, which is nil while validating.
func configure(target **Provider, data any) diag.Diagnostics {
	var diags diag.Diagnostics
	if data == nil {
		return diags
	}
	provider, ok := data.(*Provider)
	if !ok {
		diags.AddError("Provider Defect", fmt.Sprintf("The provider passed on a %T. Please report this.", data))
		return diags
	}
	*target = provider
	return diags
}

// defect is an error of the provider itself.
func defect(t Type, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider Defect",
		"The response for "+t.name()+" does not fit its schema. Please report this: "+err.Error()+".")
}
