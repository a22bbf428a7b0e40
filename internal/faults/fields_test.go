// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// values are what each field is given in turn.
var values = []struct {
	name  string
	value any
}{
	{"object", map[string]any{"a": 1}},
	{"array", []any{1}},
	{"`7`", 7},
	{"`1.5`", 1.5},
	{"`\"x\"`", "x"},
	{"`true`", true},
	{"null", nil},
	{"absent", removed},
}

// The kinds of fields, by what becomes of each value: read, or undecodable.
const (
	text   = "--++++++" // any scalar
	truth  = "-----+++" // a boolean
	whole  = "--+---++" // an integer
	amount = "--++--++" // a decimal
	must   = "--++++--" // a text that the answer is worth nothing without
	free   = "++++++++" // what may be broken without harm
)

// r is "rejected": the response says that it is a failure.
var shapes = map[string]map[string]string{
	pts.name: {
		"Success": truth, "Status": must, "SceneName": text, "CreateTime": text, "ModifiedTime": text, "RequestId": text,
		"Code": text, "HttpStatusCode": text, "Message": text,
	},
	sae.name: {
		"RequestId": text, "TraceId": text, "Message": text, "Success": truth,
		"ErrorCode": "--rrrr++", "Code": "--rrrr++", "Data": "--------",
		"Data.ArmsAdvancedEnabled": truth, "Data.LastChangeOrderId": text, "Data.ArmsApmInfo": free, "Data.CreateTime": text,
		"Data.CurrentStatus": must, "Data.LastChangeOrderRunning": truth, "Data.RunningInstances": whole,
		"Data.LastChangeOrderStatus": text, "Data.SubStatus": text, "Data.EnableAgent": truth, "Data.FileSizeLimit": whole,
		"Data.AppId": "------++", // any other value is another application
	},
	testplan.name: {
		"status": "--rrrr--", "result": "------++",
		"result[0].spec_code": text, "result[0].resource_status": text, "result[0].tenant_id": text,
		"result[0].resource_id": text, "result[0].resource_used": amount, "result[0].original_amount": amount,
		"result[0].package_user": truth, "result[0].has_license": truth, "result[0].start_time": text,
		"result[0].expiration_time": text,
	},
}

// fields gives each field of each answer a value of each type, and draws the table.
func fields(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("## Fields of another type\n\nWhat becomes of a good answer in which one field is something else: " +
		"read, undecodable, rejected.\n\n| field |")
	for _, v := range values {
		fmt.Fprintf(&b, " %s |", v.name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(values)) + "\n")
	for _, a := range apis {
		shape := shapes[a.name]
		for _, name := range slices.Sorted(maps.Keys(shape)) {
			t.Run("fields/"+a.name+"/"+name, func(t *testing.T) {
				fmt.Fprintf(&b, "| %s `%s` |", a.name, name)
				for _, kind := range field(t, a, name) {
					fmt.Fprintf(&b, " %s |", kind)
				}
				b.WriteString("\n")
			})
		}
		missing(t, a, shape)
	}
	return b.String()
}

// field reads once for each value.
func field(t *testing.T, a api, name string) (kinds []string) {
	t.Helper()
	w := newWorld(t, a)
	var responses []emulator.Response
	for _, v := range values {
		body := a.good(map[string]any{name: v.value})
		if _, inner, nested := strings.Cut(name, "."); nested {
			body = a.within(map[string]any{inner: v.value})
		}
		responses = append(responses, emulator.Text(200, body))
	}
	w.answers(responses...)
	p := configured(t, w.config)
	for i, want := range shapes[a.name][name] {
		o := recordRead(t.Context(), p, a.typ, a.block())
		kind := o.kind()
		if kind != map[rune]string{'+': "", '-': "undecodable answer", 'r': "rejected"}[want] {
			t.Errorf("%s as %s: %q\n%s", name, values[i].name, kind, o.shown)
		}
		w.inspect(seen{outcome: o})
		if kind == "" {
			kind = "**read**"
		}
		kinds = append(kinds, strings.TrimSuffix(kind, " answer"))
	}
	if calls := w.clouds.Calls(a.action); calls != len(values) {
		t.Errorf("%d requests for %d answers: one of them was tried again", calls, len(values))
	}
	return kinds
}

// missing finds fields of the good answer that the shapes leave out.
func missing(t *testing.T, a api, shape map[string]string) {
	t.Helper()
	data, _ := a.body["Data"].(map[string]any)
	for within, members := range map[string]map[string]any{"": a.body, "Data.": data, "result[0].": a.item} {
		for name := range members {
			if shape[within+name] == "" {
				t.Errorf("nothing is expected of %s's %s%s", a.name, within, name)
			}
		}
	}
}
