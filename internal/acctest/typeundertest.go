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

// TypeUnderTest is the data source, ephemeral resource and action that a package tests.
type TypeUnderTest struct {
	// Type is the name of the data source and the ephemeral resource, ID the required argument of all.
	Type, ID string
	// API is the emulator's name of the API, Good an id that its scenarios know.
	API, Good string
	// Include is the argument, "" for none, with which a data source keeps the secrets that an ephemeral resource always has.
	Include string
}

// Action is the name of the action.
func (s TypeUnderTest) Action() string { return s.Type + "_check" }

// Data is a data source "test" with this body.
func (s TypeUnderTest) Data(id string, body ...string) string {
	return s.block("data", "test", id, body)
}

// Ephemeral is an ephemeral resource "test" with this body.
func (s TypeUnderTest) Ephemeral(id string, body ...string) string {
	return s.block("ephemeral", "test", id, body)
}

func (s TypeUnderTest) block(kind, name, id string, body []string) string {
	return fmt.Sprintf("%s %q %q {\n  %s = %q\n  %s\n}\n", kind, s.Type, name, s.ID, id, strings.Join(body, "\n  "))
}

// Address is the address of the data source "test".
func (s TypeUnderTest) Address() string { return "data." + s.Type + ".test" }

// Read checks all attributes of the data source "test": want has each of them.
func (s TypeUnderTest) Read(want Values) statecheck.StateCheck {
	return attributes{address: s.Address(), want: want, include: s.Include}
}

// Values are the attributes of a read, by name, without the blocks of its configuration and TypeUnderTest.Include.
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
	within  []string // the path to them, if they are nested
	want    Values
	include string // TypeUnderTest.Include
}

// CheckState checks each wanted value, and that there is no other value.
func (a attributes) CheckState(ctx context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	var errs []error
	for name, check := range a.want {
		steps := append(slices.Clone(a.within), name)
		at := tfjsonpath.New(steps[0])
		for _, step := range steps[1:] {
			at = at.AtMapKey(step)
		}
		var one statecheck.CheckStateResponse
		statecheck.ExpectKnownValue(a.address, at, check).CheckState(ctx, req, &one)
		if one.Error != nil {
			errs = append(errs, one.Error)
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
			if _, ok := a.want[name]; !ok && !slices.Contains([]string{"require", "wait", "timeouts", a.include}, name) {
				errs = append(errs, fmt.Errorf("%s has %s, which the test does not expect", a.address, name))
			}
		}
	}
	resp.Error = errors.Join(errs...)
}
