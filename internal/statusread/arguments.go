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

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

// query is what one block asks, read from its configuration.
type query struct {
	args    Request
	require *conditions
	wait    *waiting
	timeout time.Duration
}

// waiting is a wait block.
type waiting struct {
	delay, interval time.Duration
	failOn          *conditions
}

// query reads a configuration whose values are known. Values that are unknown, as while validating, count as not
// argumentCount.
func (s *Spec) query(ctx context.Context, config tfsdk.Config, k kind) (query, diag.Diagnostics) {
	c := configReader{ctx: ctx, config: config}
	q := query{
		args: Request{
			Region:  c.text(path.Root("region")),
			ID:      c.text(path.Root(s.ID.Name)),
			Filters: map[string]string{},
		},
		timeout: defaultTimeout,
	}
	for _, f := range s.Filters {
		q.args.Filters[f.Name] = c.text(path.Root(f.Name))
	}
	if block := c.block(path.Root("require")); block != nil {
		q.require = s.terms(path.Root("require"), block)
	}
	if s.Waits {
		if block := c.block(path.Root("wait")); block != nil {
			q.timeout = defaultWaitTimeout
			q.wait = &waiting{delay: duration(block["delay"], 0), interval: duration(block["interval"], defaultInterval)}
			if failOn, ok := block["fail_on"].(types.Object); ok && !failOn.IsNull() && !failOn.IsUnknown() {
				q.wait.failOn = s.terms(path.Root("wait").AtName("fail_on"), failOn.Attributes())
			}
		}
	}
	if block := c.block(path.Root("timeouts")); block != nil {
		q.timeout = duration(block[k.verb], q.timeout)
	}
	return q, c.diags
}

// validate is what the schema cannot say: rules over several arguments, and over sets.
func (s *Spec) validate(ctx context.Context, config tfsdk.Config, k kind) diag.Diagnostics {
	q, diags := s.query(ctx, config, k)
	if diags.HasError() {
		return diags
	}
	if q.require != nil {
		diags.Append(q.require.validate(s)...)
	}
	if q.wait == nil {
		return diags
	}
	wait := path.Root("wait")
	if q.require == nil && !unknownBlock(ctx, config, "require") {
		diags.AddAttributeError(wait, "Missing require Block",
			"wait gives require time to come true, and this "+k.name+" has no require block. Add one that says what to wait for, or remove wait.")
	}
	beyondTimeout := func(name string, d time.Duration) bool {
		return d >= q.timeout && !unknownBlock(ctx, config, "timeouts") &&
			known(ctx, config, wait.AtName(name), path.Root("timeouts").AtName(k.verb))
	}
	if beyondTimeout("delay", q.wait.delay) {
		diags.AddAttributeError(wait.AtName("delay"), "Delay Not Below the Timeout", fmt.Sprintf(
			"wait.delay is %s, and timeouts.%s allows %s in all: there would be no read. Shorten the delay or allow more time.",
			short(q.wait.delay), k.verb, short(q.timeout)))
	}
	if beyondTimeout("interval", q.wait.interval) {
		diags.AddAttributeError(wait.AtName("interval"), "Interval Not Below the Time-Out", fmt.Sprintf(
			"wait.interval is %s, and timeouts.%s allows %s in all: there would be no second read. Shorten the interval or allow more time.",
			short(q.wait.interval), k.verb, short(q.timeout)))
	}
	if q.wait.failOn != nil {
		diags.Append(q.wait.failOn.validate(s)...)
		if q.require != nil {
			diags.Append(q.wait.failOn.conflicts(q.require)...)
		}
	}
	return diags
}

// known reports whether none of the values is unknown, so that a default taken for one of them is the real thing.
func known(ctx context.Context, config tfsdk.Config, paths ...path.Path) bool {
	for _, p := range paths {
		var text types.String
		if config.GetAttribute(ctx, p, &text).HasError() || text.IsUnknown() {
			return false
		}
	}
	return true
}

// unknownBlock reports whether a block is not known as a whole, as one can be that a dynamic block makes.
func unknownBlock(ctx context.Context, config tfsdk.Config, name string) bool {
	var object types.Object
	return !config.GetAttribute(ctx, path.Root(name), &object).HasError() && object.IsUnknown()
}

// configReader takes values out of a configuration and gathers what goes wrong.
type configReader struct {
	ctx    context.Context
	config tfsdk.Config
	diags  diag.Diagnostics
}

func (r *configReader) text(p path.Path) string {
	var text types.String
	r.diags.Append(r.config.GetAttribute(r.ctx, p, &text)...)
	return text.ValueString()
}

// block gives a block's members, nil when the block is not there.
func (r *configReader) block(p path.Path) map[string]attr.Value {
	var object types.Object
	r.diags.Append(r.config.GetAttribute(r.ctx, p, &object)...)
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	return object.Attributes()
}

// duration reads a duration that its validator has accepted.
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

// conditions reads a require or fail_on block.
func (s *Spec) terms(at path.Path, block map[string]attr.Value) *conditions {
	t := &conditions{at: at, accepted: map[string][]string{}, booleans: map[string]bool{}, invalid: map[string]string{}}
	for name, value := range block {
		if value.IsNull() {
			continue
		}
		t.argumentCount++
		if value.IsUnknown() {
			continue
		}
		switch v := value.(type) {
		case types.Bool:
			t.booleans[name] = v.ValueBool()
		case types.Set:
			st, _ := s.statusNamed(name)
			t.accepted[name] = t.wordsOf(st, v)
		}
	}
	return t
}

// wordsOf reads a set in the documented spelling, and notes what is wrong with it.
func (t *conditions) wordsOf(st StatusAttribute, set types.Set) []string {
	if len(set.Elements()) == 0 {
		t.invalid[st.Name] = "is an empty set, which no answer can meet. Name at least one value, or leave the argument out."
		return nil
	}
	var words []string
	for _, element := range set.Elements() {
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			t.invalid[st.Name] = "holds null. Name the values themselves."
		case strings.TrimSpace(text.ValueString()) == "":
			t.invalid[st.Name] = "holds an empty text. Name the values themselves."
		default:
			words = append(words, status.Spell(st.Values, text.ValueString()))
		}
	}
	return words
}
