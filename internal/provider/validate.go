// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

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
func wholeNumber(least, most int) statusread.Validator {
	return statusread.Check(fmt.Sprintf("be a whole number from %d to %d", least, most), func(text string) bool {
		number, err := strconv.Atoi(text)
		return err == nil && number >= least && number <= most
	})
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
		text, _ := value.(types.String)
		_, err := cloud.ParseEndpoint(text.ValueString())
		switch {
		case !slices.Contains(v.keys, key):
			resp.Diagnostics.AddAttributeError(at, "Unknown Endpoint", fmt.Sprintf(
				"%s has no key %q. The keys are %s.", req.Path, key, strings.Join(v.keys, ", ")))
		case text.IsNull():
			resp.Diagnostics.AddAttributeError(at, "Invalid Endpoint", fmt.Sprintf("%s is null. Leave the key out to use the cloud's own endpoint.", at))
		case text.ValueString() != "" && err != nil:
			resp.Diagnostics.AddAttributeError(at, "Invalid Endpoint", fmt.Sprintf("%s: %s", at, err))
		}
	}
}
