// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// operation is one read as its block configures it.
type operation struct {
	request  Request // without an id
	ids      []string
	labels   map[string]string // names for people, by id
	tolerate bool              // ids that cannot be read are no error
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

// readOperation reads the arguments that all types share.
func readOperation(c *configReader, s *Spec, k kind) operation {
	op := operation{request: Request{Region: c.stringAt(path.Root("region"))}, timeout: defaultTimeout}
	if block := c.block(path.Root("require")); block != nil {
		op.require = readConditions(s, path.Root("require"), block)
	}
	if s.Waits {
		if block := c.block(path.Root("wait")); block != nil {
			op.timeout = defaultWaitTimeout
			op.wait = &waitConfig{
				delay: duration(block["delay"], 0), interval: duration(block["interval"], defaultInterval),
				stableFor: duration(block["stable_for"], 0),
			}
			if failOn, ok := block["fail_on"].(types.Object); ok && !failOn.IsNull() && !failOn.IsUnknown() {
				op.wait.failOn = append(op.wait.failOn, readConditions(s, path.Root("wait").AtName("fail_on"), failOn.Attributes()))
			}
			if failFast, ok := block["fail_fast"].(types.Bool); ok && failFast.ValueBool() {
				op.wait.failOn = append(op.wait.failOn, failedStatuses(s))
			}
		}
	}
	if block := c.block(path.Root("timeouts")); block != nil {
		op.timeout = duration(block[k.verb], op.timeout)
	}
	return op
}

// validateBlocks checks the blocks that all types share.
func validateBlocks(ctx context.Context, s *Spec, op operation, config tfsdk.Config, k kind) diag.Diagnostics {
	var diags diag.Diagnostics
	if op.require != nil {
		diags.Append(op.require.validate(s)...)
	}
	if op.wait == nil {
		return diags
	}
	wait := path.Root("wait")
	if op.require == nil && !unknownBlock(ctx, config, "require") {
		diags.AddAttributeError(wait, "Missing require Block",
			"wait polls until require is satisfied, and this "+k.name+" has no require block. Add one, or remove wait. "+
				"Where require is a dynamic block that can be empty, write wait as one too, over the same for_each; or use count.")
	}
	beyondTimeout := func(name string, d time.Duration) bool {
		return d >= op.timeout && !unknownBlock(ctx, config, "timeouts") &&
			known(ctx, config, wait.AtName(name), path.Root("timeouts").AtName(k.verb))
	}
	if beyondTimeout("delay", op.wait.delay) {
		diags.AddAttributeError(wait.AtName("delay"), "Delay Not Below the Timeout", fmt.Sprintf(
			"wait.delay is %s and timeouts.%s is %s: there would be no read. Shorten the delay or allow more time.",
			short(op.wait.delay), k.verb, short(op.timeout)))
	}
	if beyondTimeout("interval", op.wait.interval) {
		diags.AddAttributeError(wait.AtName("interval"), "Interval Not Below the Timeout", fmt.Sprintf(
			"wait.interval is %s and timeouts.%s is %s: there would be no second read. Shorten the interval or allow more time.",
			short(op.wait.interval), k.verb, short(op.timeout)))
	}
	if beyondTimeout("stable_for", op.wait.stableFor) {
		diags.AddAttributeError(wait.AtName("stable_for"), "Stable Time Not Below the Timeout", fmt.Sprintf(
			"wait.stable_for is %s and timeouts.%s is %s: require could never hold for that long. Shorten stable_for or allow more time.",
			short(op.wait.stableFor), k.verb, short(op.timeout)))
	}
	for _, failOn := range op.wait.failOn {
		diags.Append(failOn.validate(s)...)
		if op.require != nil {
			diags.Append(failOn.conflicts(s, op.require)...)
		}
	}
	return diags
}

// known reports whether none of the values is unknown, so that the default of an unset one applies.
func known(ctx context.Context, config tfsdk.Config, paths ...path.Path) bool {
	for _, p := range paths {
		var text types.String
		if config.GetAttribute(ctx, p, &text).HasError() || text.IsUnknown() {
			return false
		}
	}
	return true
}

// unknownBlock reports whether a block is unknown as a whole, as a dynamic block can be.
func unknownBlock(ctx context.Context, config tfsdk.Config, name string) bool {
	var object types.Object
	return !config.GetAttribute(ctx, path.Root(name), &object).HasError() && object.IsUnknown()
}

// configReader reads values of a configuration and collects the diagnostics.
type configReader struct {
	ctx    context.Context
	config tfsdk.Config
	diags  diag.Diagnostics
}

func (r *configReader) stringAt(p path.Path) string {
	var value types.String
	r.diags.Append(r.config.GetAttribute(r.ctx, p, &value)...)
	return value.ValueString()
}

func (r *configReader) boolAt(p path.Path) bool {
	var value types.Bool
	r.diags.Append(r.config.GetAttribute(r.ctx, p, &value)...)
	return value.ValueBool()
}

// block returns a block's attributes, nil if the block is not set.
func (r *configReader) block(p path.Path) map[string]attr.Value {
	var object types.Object
	r.diags.Append(r.config.GetAttribute(r.ctx, p, &object)...)
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	return object.Attributes()
}

// duration parses a duration that its validator has accepted.
func duration(value attr.Value, otherwise time.Duration) time.Duration {
	text, ok := value.(types.String)
	if !ok || text.IsNull() || text.IsUnknown() {
		return otherwise
	}
	d, err := time.ParseDuration(text.ValueString())
	if err != nil {
		return otherwise
	}
	return d
}

// readConditions reads a require or fail_on block.
func readConditions(s *Spec, at path.Path, block map[string]attr.Value) *conditions {
	c := &conditions{at: at, accepted: map[string][]string{}, booleans: map[string]bool{}, invalid: map[string]string{}}
	for name, value := range block {
		if value.IsNull() {
			continue
		}
		c.argumentCount++
		if value.IsUnknown() {
			continue
		}
		switch v := value.(type) {
		case types.Bool:
			c.booleans[name] = v.ValueBool()
		case types.Set:
			st := statusNamed(s, name)
			c.accepted[name] = c.acceptedValues(st, v)
		}
	}
	return c
}

// failedStatuses are the conditions of fail_fast: the statuses that the document calls failed.
func failedStatuses(s *Spec) *conditions {
	c := &conditions{at: path.Root("wait").AtName("fail_fast"), argumentCount: 1, accepted: map[string][]string{}}
	for _, st := range s.Statuses {
		if len(st.Failed) > 0 {
			c.accepted[st.Name] = st.Failed
		}
	}
	return c
}

// isFailFast reports whether the conditions are those of fail_fast, which has no arguments of its own.
func (c *conditions) isFailFast() bool { return c.at.Equal(path.Root("wait").AtName("fail_fast")) }

// argumentAt is the path of one argument.
func (c *conditions) argumentAt(name string) path.Path {
	if c.isFailFast() {
		return c.at
	}
	return c.at.AtName(name)
}

// acceptedValues reads a set in the documented spelling, and keeps what is wrong with it.
func (c *conditions) acceptedValues(st StatusAttribute, set types.Set) []string {
	if len(set.Elements()) == 0 {
		c.invalid[st.Name] = "is an empty set, which no response can satisfy. Name at least one value, or leave the argument out."
		return nil
	}
	var words []string
	for _, element := range set.Elements() {
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			c.invalid[st.Name] = "contains null. Name the values."
		case strings.TrimSpace(text.ValueString()) == "":
			c.invalid[st.Name] = "contains an empty string. Name the values."
		default:
			words = append(words, wire.Spell(st.Values, text.ValueString()))
		}
	}
	return words
}
