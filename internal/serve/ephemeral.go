// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// validateEphemeral names the ephemeral resource in each diagnostic. Terraform validates it again in the
// plan, when the values of variables are known, and shows neither an address nor a line for what is wrong then.
func (s *server) validateEphemeral(
	ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	response, err := s.ProviderServer.ValidateEphemeralResourceConfig(ctx, r)
	if err != nil || len(response.Diagnostics) == 0 {
		return response, err
	}
	location := fmt.Sprintf("\n\n  In ephemeral %q", r.TypeName)
	if ids := s.ids(ctx, r); ids != "" {
		location += " with " + ids
	}
	for _, d := range response.Diagnostics {
		d.Detail += location
	}
	return response, nil
}

// ids gives the required strings and sets of strings of a block, which tell it from others of its type. Null and unknown ones
// are left out.
func (s *server) ids(ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest) string {
	schemas, err := s.ProviderServer.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || schemas.EphemeralResourceSchemas[r.TypeName] == nil || r.Config == nil {
		return ""
	}
	schema := schemas.EphemeralResourceSchemas[r.TypeName]
	config, err := r.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return ""
	}
	var members map[string]tftypes.Value
	if config.As(&members) != nil {
		return ""
	}
	var ids []string
	for _, attribute := range schema.Block.Attributes {
		if !attribute.Required {
			continue
		}
		if text := shown(members[attribute.Name]); text != "" {
			ids = append(ids, attribute.Name+" = "+text)
		}
	}
	return strings.Join(ids, ", ")
}

// shown is a string in quotes, or the first string of a set and how many there are.
func shown(value tftypes.Value) string {
	var text *string
	if value.IsKnown() && value.As(&text) == nil && text != nil {
		return strconv.Quote(*text)
	}
	var elements []tftypes.Value
	if !value.IsKnown() || value.As(&elements) != nil {
		return ""
	}
	var quoted []string
	for _, element := range elements {
		if one := shown(element); one != "" {
			quoted = append(quoted, one)
		}
	}
	switch slices.Sort(quoted); len(quoted) {
	case 0:
		return ""
	case 1:
		return "[" + quoted[0] + "]"
	}
	return fmt.Sprintf("[%s and %d more]", quoted[0], len(quoted)-1)
}
