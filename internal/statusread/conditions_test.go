// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

func TestRequire(t *testing.T) {
	unmet := func(at, lines string) []string {
		return []string{"Error: Tea Kettle Requirement Not Met (" + at + ")\nTea Kettle \"k-1\" in region cn-hangzhou does not satisfy its require block:\n\n" + lines + "\n\n  Request ID: R-1"}
	}
	for name, tc := range map[string]struct {
		status  string
		require object
		want    []string
	}{
		"met":                          {"BOILING", object{"status": []string{"BOILING"}, "hot": true}, nil},
		"met by one of several":        {"HEATING", object{"status": []string{"BOILING", "HEATING"}}, nil},
		"met in another spelling":      {"WAIT_FOR_WATER", object{"status": []string{"waitForWater"}}, nil},
		"met by a response in another": {"boiling", object{"status": []string{"BOILING"}}, nil},
		"met by an undocumented value": {"MELTED", object{"status": []string{"MELTED"}}, nil},
		"met by an undocumented value in another spelling": {"HALF_MELTED", object{"status": []string{"halfMelted"}}, nil},
		"the opposite": {"COLD", object{"hot": false}, nil},
		"status":       {"COLD", object{"status": []string{"heating", "BOILING"}}, unmet("require.status", "status: required BOILING or HEATING, found COLD")},
		"three of them": {"COLD", object{"status": []string{"HEATING", "BURNT", "BOILING"}}, unmet("require.status",
			"status: required BOILING, BURNT or HEATING, found COLD")},
		"verdict":        {"COLD", object{"hot": true}, unmet("require.hot", "hot: required true, found false. The kettle is COLD.")},
		"verdict, false": {"BOILING", object{"hot": false}, unmet("require.hot", "hot: required false, found true")},
		"both": {"COLD", object{"status": []string{"BOILING"}, "hot": true}, unmet("require",
			"status: required BOILING, found COLD\nhot: required true, found false. The kettle is COLD.")},
		"one of both": {"COLD", object{"status": []string{"COLD"}, "hot": true}, unmet("require.hot",
			"hot: required true, found false. The kettle is COLD.")},
		"id":                {"COLD/b-2", object{"batch": []string{"b-1", "b-2"}}, nil},
		"id, another":       {"COLD/b-2", object{"batch": []string{"b-1"}}, unmet("require.batch", "batch: required b-1, found b-2")},
		"id, another case":  {"COLD/b-2", object{"batch": []string{"B-2"}}, unmet("require.batch", "batch: required B-2, found b-2")},
		"id, another score": {"COLD/b_2", object{"batch": []string{"b2"}}, unmet("require.batch", "batch: required b2, found b_2")},
		"id, blanks around": {"COLD/b-2", object{"batch": []string{" b-2"}}, unmet("require.batch", "batch: required  b-2, found b-2")},
		"id, none found":    {"COLD", object{"batch": []string{"b-2"}}, unmet("require.batch", "batch: required b-2, found none")},
		"nothing found":     {"", object{"status": []string{"COLD"}}, unmet("require.status", "status: required COLD, found none")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				same(t, readKettle(t, t.Context(), &fakeClient{region: "cn-hangzhou", script: []any{tc.status}}, object{"require": tc.require}), tc.want...)
				same(t, openKettle(t, t.Context(), &fakeClient{region: "cn-hangzhou", script: []any{tc.status}}, object{"require": tc.require}), tc.want...)
			})
		})
	}
}

func TestValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		written object
		want    []string
	}{
		"nothing":                {nil, nil},
		"require":                {object{"require": object{"hot": true}}, nil},
		"a set":                  {object{"require": object{"status": []string{"cold", "HEATING"}}}, nil},
		"unknown members":        {object{"require": object{"status": unknown, "hot": unknown}, "wait": object{"interval": unknown}}, nil},
		"an unknown block":       {object{"require": unknown, "wait": unknown, "timeouts": unknown}, nil},
		"require unknown, wait":  {object{"require": unknown, "wait": object{}}, nil},
		"a long wait":            {object{"require": object{"hot": true}, "wait": object{"interval": "1h"}, "timeouts": object{"read": "2h"}}, nil},
		"a long, unknown wait":   {object{"require": object{"hot": true}, "wait": object{"interval": "1h"}, "timeouts": object{"read": unknown}}, nil},
		"a wait, unknown limits": {object{"require": object{"hot": true}, "wait": object{"interval": "1h"}, "timeouts": unknown}, nil},
		"an empty require": {object{"require": object{}}, []string{
			"Error: Empty require Block (require)\nrequire needs at least one argument: status, batch, hot. An argument that is null is not set: for a gate that is only sometimes there, write count = var.gate ? 1 : 0 beside " +
				"the block, or require and wait both as dynamic blocks.",
		}},
		"an empty set": {object{"require": object{"status": []string{}}}, []string{
			"Error: Invalid require.status (require.status)\nrequire.status is an empty set, which no response can satisfy. Name at least one " +
				"value, or leave the argument out. The documented values are COLD, HEATING, BOILING, WAIT_FOR_WATER, BURNT.",
		}},
		"an empty text": {object{"require": object{"status": []string{" "}}}, []string{
			"Error: Invalid require.status (require.status)\nrequire.status contains an empty string. Name the values. The documented " +
				"values are COLD, HEATING, BOILING, WAIT_FOR_WATER, BURNT.",
		}},
		"wait without require": {object{"wait": object{}}, []string{
			"Error: Missing require Block (wait)\nwait polls until require is satisfied, and this data source has no require block. Add one, or remove wait. " +
				"Where require is a dynamic block that can be empty, write wait as one too, over the same for_each; or use count.",
		}},
		"an interval of the whole time": {object{"require": object{"hot": true}, "wait": object{}, "timeouts": object{"read": "10s"}}, []string{
			"Error: Interval Not Below the Timeout (wait.interval)\nwait.interval is 10s and timeouts.read is 10s: there would " +
				"be no second read. Shorten the interval or allow more time.",
		}},
		"an id that is new":   {object{"require": object{"batch": []string{"b-1", "B_1"}}, "wait": object{}}, nil},
		"an id not known yet": {object{"require": object{"batch": unknown}, "wait": object{}}, nil},
		"an empty set of ids": {object{"require": object{"batch": []string{}}}, []string{
			"Error: Invalid require.batch (require.batch)\nrequire.batch is an empty set, which no response can satisfy. Name at least one value, " +
				"or leave the argument out.",
		}},
		"a blank id": {object{"require": object{"batch": []string{" "}}}, []string{
			"Error: Invalid require.batch (require.batch)\nrequire.batch contains an empty string. Name the values.",
		}},
		"a delay":               {object{"require": object{"hot": true}, "wait": object{"delay": "19m59s"}}, nil},
		"a delay of nothing":    {object{"require": object{"hot": true}, "wait": object{"delay": "0s"}, "timeouts": object{"read": "11s"}}, nil},
		"a delay, no limit yet": {object{"require": object{"hot": true}, "wait": object{"delay": "1h"}, "timeouts": object{"read": unknown}}, nil},
		"a delay, no limits":    {object{"require": object{"hot": true}, "wait": object{"delay": "1h"}, "timeouts": unknown}, nil},
		"a delay not known yet": {object{"require": object{"hot": true}, "wait": object{"delay": unknown}, "timeouts": object{"read": "11s"}}, nil},
		"a delay of the whole time": {object{"require": object{"hot": true}, "wait": object{"delay": "30s"}, "timeouts": object{"read": "30s"}}, []string{
			"Error: Delay Not Below the Timeout (wait.delay)\nwait.delay is 30s and timeouts.read is 30s: there would be no read. " +
				"Shorten the delay or allow more time.",
		}},
		"a delay of the default time": {object{"require": object{"hot": true}, "wait": object{"delay": "20m"}}, []string{
			"Error: Delay Not Below the Timeout (wait.delay)\nwait.delay is 20m and timeouts.read is 20m: there would be no read. " +
				"Shorten the delay or allow more time.",
		}},
		"an empty fail_on": {object{"require": object{"hot": true}, "wait": object{"fail_on": object{}}}, []string{
			"Error: Empty wait.fail_on Block (wait.fail_on)\nwait.fail_on needs at least one argument: status.",
		}},
		"an empty set in fail_on": {object{"require": object{"hot": true}, "wait": object{"fail_on": object{"status": []string{}}}}, []string{
			"Error: Invalid wait.fail_on.status (wait.fail_on.status)\nwait.fail_on.status is an empty set, which no response can satisfy. Name at " +
				"least one value, or leave the argument out. The documented values are COLD, HEATING, BOILING, WAIT_FOR_WATER, BURNT.",
		}},
		"a stable time of the whole time": {object{"require": object{"hot": true}, "wait": object{"stable_for": "20m"}}, []string{
			"Error: Stable Time Not Below the Timeout (wait.stable_for)\nwait.stable_for is 20m and timeouts.read is 20m: require could never hold " +
				"for that long. Shorten stable_for or allow more time.",
		}},
		"a failed value that is required": {object{"require": object{"status": []string{"burnt"}}, "wait": object{"fail_fast": true}}, []string{
			"Error: Value in Both fail_fast and require (wait.fail_fast)\nwait.fail_fast contains \"BURNT\", which require.status accepts: the wait " +
				"would fail on what it waits for. Remove it from one of the two.",
		}},
		"a value in both": {object{"require": object{"status": []string{"burnt"}}, "wait": object{"fail_on": object{"status": []string{"BURNT"}}}}, []string{
			"Error: Value in Both fail_on and require (wait.fail_on.status)\nwait.fail_on.status contains \"BURNT\", which require.status " +
				"accepts: the wait would fail on what it waits for. Remove it from one of the two.",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			typ := oneOf(kettle())
			same(t, validate(t.Context(), typ, config(t, typ, dataSourceKind, tc.written), dataSourceKind), tc.want...)
		})
	}
}

// An undocumented value is a warning, since clouds add new ones.
func TestUndocumentedWords(t *testing.T) {
	for word, want := range map[string]string{
		"BOILNG": " Did you mean BOILING?", "colder": " Did you mean COLD?", "BRUNT": " Did you mean BURNT?", "MELTED": "", "X": "",
	} {
		typ := oneOf(kettle())
		diags := validate(t.Context(), typ, config(t, typ, dataSourceKind, object{
			"require": object{"hot": true}, "wait": object{"fail_on": object{"status": []string{word}}},
		}), dataSourceKind)
		same(t, diags, "Warning: Undocumented Value in wait.fail_on.status (wait.fail_on.status)\n"+strconv.Quote(word)+" is not among the values that Tea "+
			"documents: COLD, HEATING, BOILING, WAIT_FOR_WATER, BURNT."+want+" If it is a new value, ignore this warning; if it is a typo, it can "+
			"never end the wait.")
	}
}

func TestValidators(t *testing.T) {
	for name, tc := range map[string]struct {
		validator Validator
		good, bad []string
	}{
		"id":        {ID("be one"), []string{"x", "a b"}, []string{"", " ", " x", "x\n"}},
		"not blank": {NotBlank("be one"), []string{"x", " x "}, []string{"", " ", "\n\t"}},
		"region":    {RegionName("cn-hangzhou"), []string{"cn-hangzhou", "eu-1", "cn-north-4", "x"}, []string{"", "CN", "cn_1", "-cn", "cn-", "a--b", "a.b", "a/b", "a b", "中", strings.Repeat("a", 64)}},
		"duration":  {PositiveDuration(), []string{"1s", "90s", "1h30m", "1ms", "1.5h"}, []string{"", "0s", "0", "-5s", "5", "abc", "1d", "1 m"}},
		"delay":     {DurationAtLeast(0), []string{"0s", "0", "30s", "1h"}, []string{"", "-1s", "-1ns", "1", "abc"}},
		"interval":  {DurationAtLeast(minInterval), []string{"1s", "1000ms", "1h"}, []string{"", "999ms", "0s", "-1s", "1"}},
	} {
		for _, text := range tc.good {
			if !tc.validator.check(text) {
				t.Errorf("%s refuses %q", name, text)
			}
		}
		for _, text := range tc.bad {
			if tc.validator.check(text) {
				t.Errorf("%s accepts %q", name, text)
			}
		}
		if tc.validator.MarkdownDescription(t.Context()) != "value must "+tc.validator.must {
			t.Errorf("%s: %s", name, tc.validator.MarkdownDescription(t.Context()))
		}
	}
}
