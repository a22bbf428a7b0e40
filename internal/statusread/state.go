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

// newState makes the state: arguments and blocks as configured, and what was read.
func newState(ctx context.Context, t Type, config tfsdk.Config, values map[string]tftypes.Value) (tftypes.Value, error) {
	for name := range t.computed() {
		if _, ok := values[name]; !ok {
			return tftypes.Value{}, fmt.Errorf("%s: the mapping has no value", name)
		}
	}
	var configured map[string]tftypes.Value
	if err := config.Raw.As(&configured); err != nil {
		return tftypes.Value{}, err
	}
	members := maps.Clone(configured)
	maps.Copy(members, values)
	return newObject(config.Schema.Type().TerraformType(ctx), members)
}

// newObject makes an object of its members.
func newObject(object tftypes.Type, members map[string]tftypes.Value) (tftypes.Value, error) {
	if err := tftypes.ValidateValue(object, members); err != nil {
		return tftypes.Value{}, err
	}
	return tftypes.NewValue(object, members), nil
}

// terraformValues makes Terraform's values of the framework's.
func terraformValues(ctx context.Context, values map[string]attr.Value) (map[string]tftypes.Value, error) {
	out := make(map[string]tftypes.Value, len(values))
	for name, value := range values {
		raw, err := value.ToTerraformValue(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = raw
	}
	return out, nil
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
