// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// operation is one read as its block configures it.
type operation struct {
	// arguments are those of the whole block, config as Terraform has them.
	arguments map[string]attr.Value
	config    tfsdk.Config
	request   Request // without an id
	ids       []string
	labels    map[string]string // names for people, by id
	// someUnknown reports that not all ids are known yet. tolerate: ids that cannot be read are no error.
	someUnknown, tolerate bool
	// removeSecret leaves the Spec's secret out of what is returned.
	removeSecret bool
	require      *conditions
	wait         *waitConfig
	timeout      time.Duration
}

// waitConfig is a wait block.
type waitConfig struct {
	delay, interval, stableFor time.Duration
	failOn                     []*conditions // fail_on and fail_fast, where they are set
	// after are ids of what was there before a change, by the id that is read.
	after map[string]string
}

// readConfig reads a block. Values that are unknown, as while validating, count as not set.
func readConfig(ctx context.Context, t Type, config tfsdk.Config, k kind) (operation, diag.Diagnostics) {
	var block types.Object
	diags := config.Get(ctx, &block)
	arguments := block.Attributes()
	op := operation{arguments: arguments, config: config, timeout: defaultTimeout}
	op.request.Region = textOf(arguments["region"])
	if t.plural != nil {
		diags.Append(op.readMany(t.spec, arguments)...)
	} else {
		op.readOne(t.spec, arguments)
	}
	op.require = readConditions(t.spec, requirePath, arguments["require"])
	if block := membersOf(arguments["wait"]); block != nil {
		op.timeout = defaultWaitTimeout
		diags.Append(op.readWait(t, block)...)
	}
	op.timeout = duration(membersOf(arguments["timeouts"])[k.verb], op.timeout)
	return op, diags
}

// readWait reads a wait block.
func (o *operation) readWait(t Type, block map[string]attr.Value) diag.Diagnostics {
	o.wait = &waitConfig{
		delay: duration(block["delay"], 0), interval: duration(block["interval"], defaultInterval), stableFor: duration(block["stable_for"], 0),
	}
	if failOn := readConditions(t.spec, failOnPath, block["fail_on"]); failOn != nil {
		o.wait.failOn = append(o.wait.failOn, failOn)
	}
	if textOf(block["fail_fast"]) == "true" {
		o.wait.failOn = append(o.wait.failOn, failedStatuses(t.spec))
	}
	_, after := t.after()
	if t.plural == nil {
		o.wait.after = map[string]string{o.ids[0]: textOf(block[after])}
		return nil
	}
	o.wait.after = textsOf(block[after])
	return o.validateAfter(t.spec, waitPath.AtName(after))
}

// validate checks what the schema cannot: rules over several arguments, and over sets.
func validate(ctx context.Context, t Type, config tfsdk.Config, k kind) diag.Diagnostics {
	op, diags := readConfig(ctx, t, config, k)
	if diags.HasError() {
		return diags
	}
	if op.tolerate && (op.require != nil || op.wait != nil) {
		diags.AddAttributeError(path.Root(tolerate), "Conflicting tolerate_unreadable", tolerate+" lets ids be unreadable, and require and wait need "+
			"the status of each. Remove "+tolerate+", or the require and wait blocks.")
	}
	if op.require != nil {
		diags.Append(op.require.validate(t.spec)...)
	}
	if op.wait == nil {
		return diags
	}
	if op.require == nil && !isUnknown(op.arguments["require"]) {
		diags.AddAttributeError(waitPath, "Missing require Block",
			"wait polls until require is satisfied, and this "+k.name+" has no require block. Add one, or remove wait. "+
				"Where require is a dynamic block that can be empty, write wait as one too, over the same for_each; or use count.")
	}
	timeouts, wait := op.arguments["timeouts"], membersOf(op.arguments["wait"])
	for _, limited := range []struct {
		argument, summary, consequence, shorten string
		value                                   time.Duration
	}{
		{"delay", "Delay", "there would be no read", "the delay", op.wait.delay},
		{"interval", "Interval", "there would be no second read", "the interval", op.wait.interval},
		{"stable_for", "Stable Time", "require could never hold for that long", "stable_for", op.wait.stableFor},
	} {
		known := !isUnknown(wait[limited.argument]) && !isUnknown(timeouts) && !isUnknown(membersOf(timeouts)[k.verb])
		if known && limited.value >= op.timeout {
			diags.AddAttributeError(waitPath.AtName(limited.argument), limited.summary+" Not Below the Timeout", fmt.Sprintf(
				"wait.%s is %s and timeouts.%s is %s: %s. Shorten %s or allow more time.", limited.argument, short(limited.value),
				k.verb, short(op.timeout), limited.consequence, limited.shorten))
		}
	}
	for _, failOn := range op.wait.failOn {
		diags.Append(failOn.validate(t.spec)...)
		diags.Append(failOn.conflicts(op.require)...)
	}
	return diags
}

// duration parses a duration that its validator has accepted.
func duration(value attr.Value, otherwise time.Duration) time.Duration {
	if d, err := time.ParseDuration(textOf(value)); err == nil {
		return d
	}
	return otherwise
}

// membersOf returns the arguments of a block, nil if it is not set or not known.
func membersOf(block attr.Value) map[string]attr.Value {
	if object, ok := block.(types.Object); ok && !object.IsNull() && !object.IsUnknown() {
		return object.Attributes()
	}
	return nil
}

// textOf returns the text of a string or a boolean, "" for any other value.
func textOf(value attr.Value) string {
	switch v := value.(type) {
	case types.String:
		return v.ValueString()
	case types.Bool:
		if !v.IsNull() && !v.IsUnknown() {
			return strconv.FormatBool(v.ValueBool())
		}
	}
	return ""
}

// textsOf returns the texts of a map.
func textsOf(value attr.Value) map[string]string {
	out := map[string]string{}
	if texts, ok := value.(types.Map); ok {
		for name, text := range texts.Elements() {
			out[name] = textOf(text)
		}
	}
	return out
}

func isUnknown(value attr.Value) bool { return value != nil && value.IsUnknown() }
