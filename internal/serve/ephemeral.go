// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"fmt"
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
	if ids := s.ids(ctx, r); len(ids) > 0 {
		location += " with " + strings.Join(ids, ", ")
	}
	for _, d := range response.Diagnostics {
		d.Detail += location
	}
	return response, nil
}

// ids returns the required strings and lists of strings of a block, which tell it from others of its type. Null and unknown
// ones are left out.
func (s *server) ids(ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest) (ids []string) {
	schemas, err := s.ProviderServer.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || schemas.EphemeralResourceSchemas[r.TypeName] == nil || r.Config == nil {
		return nil
	}
	schema := schemas.EphemeralResourceSchemas[r.TypeName]
	var members map[string]tftypes.Value
	if config, err := r.Config.Unmarshal(schema.ValueType()); err != nil || config.As(&members) != nil {
		return nil
	}
	for _, attribute := range schema.Block.Attributes {
		if text := shown(members[attribute.Name]); attribute.Required && text != "" {
			ids = append(ids, attribute.Name+" = "+text)
		}
	}
	return ids
}

// shown returns a string in quotes, or the first string of a list and how many others there are.
func shown(value tftypes.Value) string {
	var text *string
	var elements []tftypes.Value
	switch {
	case !value.IsKnown():
		return ""
	case value.As(&text) == nil && text != nil:
		return strconv.Quote(*text)
	case value.As(&elements) != nil:
		return ""
	}
	var quoted []string
	for _, element := range elements {
		if one := shown(element); one != "" {
			quoted = append(quoted, one)
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	if len(quoted) > 1 {
		quoted[0] += fmt.Sprintf(" and %d more", len(quoted)-1)
	}
	return "[" + quoted[0] + "]"
}
