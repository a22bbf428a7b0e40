// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// TypeUnderTest is the API that a package's tests are about.
type TypeUnderTest struct {
	// Type is the name of the data source and the ephemeral resource, ID its required argument.
	Type, ID string
	// API is what the emulator calls it, and Good a key that it has a good answer for.
	API, Good string
}

// Data is a data source "test"; body stands in its block.
func (s TypeUnderTest) Data(id string, body ...string) string {
	return s.block("data", "test", id, body)
}

// Ephemeral is an ephemeral resource "test".
func (s TypeUnderTest) Ephemeral(id string, body ...string) string {
	return s.block("ephemeral", "test", id, body)
}

func (s TypeUnderTest) block(kind, name, id string, body []string) string {
	return fmt.Sprintf("%s %q %q {\n  %s = %q\n  %s\n}\n", kind, s.Type, name, s.ID, id, strings.Join(body, "\n  "))
}

// Address is the data source "test".
func (s TypeUnderTest) Address() string { return "data." + s.Type + ".test" }

// Read checks the data source "test": each attribute that it has must be in want, and hold.
func (s TypeUnderTest) Read(want Values) statecheck.StateCheck {
	return attributes{address: s.Address(), want: want}
}

// Values are the attributes that a read gives, by name. The blocks that a practitioner writes are no part of them.
type Values map[string]knownvalue.Check

// With is a copy with some values changed.
func (v Values) With(changes Values) Values {
	out := Values{}
	for _, from := range []Values{v, changes} {
		for name, check := range from {
			out[name] = check
		}
	}
	return out
}

// attributes is the state check behind Read and Reads.
type attributes struct {
	address string
	within  []string // the members that lead to them, if they are not at the top
	want    Values
}

// CheckState looks at each wanted value, and for values that nothing was wanted of.
func (a attributes) CheckState(ctx context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	var faults []error
	for name, check := range a.want {
		steps := append(slices.Clone(a.within), name)
		at := tfjsonpath.New(steps[0])
		for _, step := range steps[1:] {
			at = at.AtMapKey(step)
		}
		var one statecheck.CheckStateResponse
		statecheck.ExpectKnownValue(a.address, at, check).CheckState(ctx, req, &one)
		if one.Error != nil {
			faults = append(faults, one.Error)
		}
	}
	for _, r := range req.State.Values.RootModule.Resources {
		if r.Address != a.address {
			continue
		}
		have := r.AttributeValues
		for _, step := range a.within {
			have, _ = have[step].(map[string]any)
		}
		for name := range have {
			if _, ok := a.want[name]; !ok && !slices.Contains([]string{"require", "wait", "timeouts"}, name) {
				faults = append(faults, fmt.Errorf("%s has %s, of which the test wants nothing", a.address, name))
			}
		}
	}
	resp.Error = errors.Join(faults...)
}
