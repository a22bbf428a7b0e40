// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// Validator checks one argument, a text or the digits of a number. Unlike the framework's own, its error contains what to write
// instead, and never echoes the value, so it serves for secrets too.
type Validator struct {
	// must completes "… must": what a good value is.
	must  string
	check func(text string) bool
}

// Check makes a Validator: must completes the sentence "The value must …".
func Check(must string, check func(text string) bool) Validator {
	return Validator{must: must, check: check}
}

// OrEmpty accepts an empty text too.
func (v Validator) OrEmpty() Validator {
	return Check(v.must, func(text string) bool { return text == "" || v.check(text) })
}

// NotBlank refuses an empty text; what says what to write ("be the id of an SAE application").
func NotBlank(what string) Validator {
	return Check(what+"; it must not be empty", func(text string) bool { return strings.TrimSpace(text) != "" })
}

// ID accepts an id: a text that is not empty and has no blanks around it, as the output of a command often has.
func ID(what string) Validator {
	return Check(what+"; it must not be empty, nor have blanks or line breaks around it (trimspace() removes them)", isID)
}

// idOrEmpty accepts an id, or the empty text that stands for none.
func idOrEmpty() Validator {
	return Check("be an id without blanks or line breaks around it (trimspace() removes them)", func(text string) bool {
		return text == "" || isID(text)
	})
}

func isID(text string) bool { return text != "" && text == strings.TrimSpace(text) }

// RegionName accepts what can be a region id; like is one that there is. The cloud decides whether the region exists.
func RegionName(like string) Validator {
	return Check("be a region id such as "+like+": "+wire.RegionForm, wire.IsRegion)
}

// PositiveDuration accepts a duration above zero.
func PositiveDuration() Validator {
	return Check(`be a duration above zero: a number with a unit (s, m or h), such as "90s" or "1h30m"`, func(text string) bool {
		d, err := time.ParseDuration(text)
		return err == nil && d > 0
	})
}

// DurationAtLeast accepts a duration of at least least.
func DurationAtLeast(least time.Duration) Validator {
	must := fmt.Sprintf(`be a duration of at least %s: a number with a unit (s, m or h), such as "10s"`, short(least))
	return Check(must, func(text string) bool {
		d, err := time.ParseDuration(text)
		return err == nil && d >= least
	})
}

// Description completes "value must …", as the framework's documentation tools want it.
func (v Validator) Description(context.Context) string { return "value must " + v.must }

// MarkdownDescription is the same text.
func (v Validator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses a bad value on its own attribute. Null and unknown values pass.
func (v Validator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.check(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.Append(invalid(req.Path, "must "+v.must+"."))
}

// ValidateNumber is ValidateString for a number as it is written without an exponent.
func (v Validator) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.check(req.ConfigValue.ValueBigFloat().Text('f', -1)) {
		return
	}
	resp.Diagnostics.Append(invalid(req.Path, "must "+v.must+"."))
}

// invalid is the error of an argument with a value that cannot be.
func invalid(at path.Path, problem string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Invalid "+at.String(), at.String()+" "+problem)
}
