// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// ReadConfig validates, configures and reads in process what a configuration has, a provider block and a data source or an
// ephemeral resource, as a CLI does until an error, and returns the errors as a CLI prints them.
func (p *Plugin) ReadConfig(config string) (errors string) {
	p.t.Helper()
	blocks := parse(p.t, config)
	kind, validate, read := "data", p.Validate, p.Read
	if _, found := blocks["ephemeral"]; found {
		kind, validate, read = "ephemeral", p.ValidateEphemeral, p.Open
	}
	typ := blocks[kind].Labels[0]
	for _, step := range []struct {
		block string
		call  func(Object) []Diagnostic
	}{
		{"provider", p.ValidateProvider},
		{kind, func(o Object) []Diagnostic { return validate(typ, o) }},
		{"provider", p.Configure},
		{kind, func(o Object) []Diagnostic { diags, _ := read(typ, o); return diags }},
	} {
		var found strings.Builder
		for _, d := range step.call(bodyObject(p.t, blocks[step.block].Body)) {
			if !d.Warning {
				fmt.Fprintf(&found, "Error: %s\n%s\n%s\n", d.Summary, blocks[step.block].line(d.At), d.Detail)
			}
		}
		if found.Len() > 0 {
			return found.String()
		}
	}
	return ""
}

// block is a block of a configuration without references.
type block struct {
	*hclsyntax.Block
	lines []string // of the configuration
}

// parse returns the blocks of a configuration by their type; there is one of each.
func parse(t testing.TB, config string) map[string]block {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(config), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("the configuration is a %T", file.Body)
	}
	blocks := map[string]block{}
	for _, found := range body.Blocks {
		blocks[found.Type] = block{found, strings.Split(config, "\n")}
	}
	return blocks
}

// bodyObject is a block as the Plugin takes it.
func bodyObject(t testing.TB, body *hclsyntax.Body) Object {
	t.Helper()
	object := Object{}
	for name, attribute := range body.Attributes {
		value, diags := attribute.Expr.Value(nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		object[name] = plain(value)
	}
	for _, nested := range body.Blocks {
		object[nested.Type] = bodyObject(t, nested.Body)
	}
	return object
}

// plain is a value as an Object has it.
func plain(value cty.Value) any {
	switch kind := value.Type(); {
	case value.IsNull():
		return nil
	case kind == cty.String:
		return value.AsString()
	case kind == cty.Bool:
		return value.True()
	case kind == cty.Number:
		number, _ := value.AsBigFloat().Float64()
		return number
	case kind.IsObjectType():
		object := Object{}
		for name, member := range value.AsValueMap() {
			object[name] = plain(member)
		}
		return object
	default:
		list := []any{}
		for _, element := range value.AsValueSlice() {
			list = append(list, plain(element))
		}
		return list
	}
}

// line is the line that a CLI shows for a diagnostic at a path: that of the argument or block, or that of the block that
// lacks it.
func (b block) line(path string) string {
	at, body := b.TypeRange, b.Body
	for name := range strings.SplitSeq(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		if attribute, ok := body.Attributes[name]; ok {
			at = attribute.SrcRange
			break
		}
		for _, nested := range body.Blocks {
			if nested.Type == name {
				at, body = nested.TypeRange, nested.Body
			}
		}
	}
	return b.lines[at.Start.Line-1]
}
