// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// unlessEmpty accepts an empty text, which is not set.
type unlessEmpty struct{ validator.String }

func (v unlessEmpty) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.Equal(types.StringValue("")) {
		v.String.ValidateString(ctx, req, resp)
	}
}

// token accepts what can be a key, a secret or a token: printable, without spaces. A line break at the end is the usual
// slip, and no header can carry it.
func token(what string) statusread.Validator {
	return statusread.Check("be "+what+"; it must not be empty, nor hold spaces or line breaks", isToken)
}

func isToken(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

func roleARN() statusread.Validator {
	return statusread.Check("be an ARN of Alibaba Cloud, such as acs:ram::123456789012****:role/reader", func(text string) bool {
		return strings.HasPrefix(text, "acs:ram::") && isToken(text)
	})
}

// wholeNumber accepts the whole numbers from least to most. The schema's number is not an integer type, since the
// framework words a fraction there as a defect of the provider.
type wholeNumber struct{ least, most int64 }

func (v wholeNumber) Description(context.Context) string {
	return fmt.Sprintf("value must be a whole number from %d to %d", v.least, v.most)
}

func (v wholeNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v wholeNumber) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if n := req.ConfigValue.ValueBigFloat(); n.IsInt() {
		if i, _ := n.Int64(); i >= v.least && i <= v.most {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
		fmt.Sprintf("%s must be a whole number from %d to %d.", req.Path, v.least, v.most))
}

// endpoints checks the names and the values of an endpoints argument.
type endpoints struct{ keys []string }

func (v endpoints) Description(context.Context) string {
	return "keys must be among " + strings.Join(v.keys, ", ") + ", values https://host[:port]"
}

func (v endpoints) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v endpoints) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for key, value := range req.ConfigValue.Elements() {
		at := req.Path.AtMapKey(key)
		if !slices.Contains(v.keys, key) {
			resp.Diagnostics.AddAttributeError(at, "Unknown Endpoint", fmt.Sprintf(
				"%s has no key %q. The keys are %s.", req.Path, key, strings.Join(v.keys, ", ")))
			continue
		}
		text, ok := value.(types.String)
		if !ok || text.IsUnknown() || text.Equal(types.StringValue("")) {
			continue
		}
		if text.IsNull() {
			resp.Diagnostics.AddAttributeError(at, "Invalid Endpoint", fmt.Sprintf("%s is null. Leave the key out to use the cloud's own endpoint.", at))
			continue
		}
		if _, err := cloud.ParseEndpoint(text.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(at, "Invalid Endpoint", fmt.Sprintf("%s: %s", at, err))
		}
	}
}
