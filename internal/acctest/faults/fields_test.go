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

// values are the values that each field gets in turn.
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

// The kinds of fields, by the result of each value: + is a read, - a malformed response, r a rejected request.
const (
	scalar   = "--++++++" // any scalar
	boolean  = "-----+++" // a boolean
	integer  = "--+---++" // an integer
	decimal  = "--++--++" // a decimal
	required = "--++++--" // a string without which the response has no status
	ignored  = "++++++++" // any value
)

// fieldKinds are the fields of each API.
var fieldKinds = map[string]map[string]string{
	pts.name: {
		"Success": boolean, "Status": required, "SceneName": scalar, "CreateTime": scalar, "ModifiedTime": scalar, "RequestId": scalar,
		"Code": "--rrrr++", "HttpStatusCode": "--rrrr++", "Message": scalar,
	},
	sae.name: {
		"RequestId": scalar, "TraceId": scalar, "Message": scalar, "Success": boolean,
		"ErrorCode": "--rrrr++", "Code": "--rrrr++", "Data": "--------",
		"Data.ArmsAdvancedEnabled": boolean, "Data.LastChangeOrderId": scalar, "Data.ArmsApmInfo": ignored, "Data.CreateTime": scalar,
		"Data.CurrentStatus": required, "Data.LastChangeOrderRunning": boolean, "Data.RunningInstances": integer,
		"Data.LastChangeOrderStatus": scalar, "Data.SubStatus": scalar, "Data.EnableAgent": boolean, "Data.FileSizeLimit": integer,
		"Data.AppId": "------++", // any other value is a different application
	},
	testplan.name: {
		"status": "--rrrr--", "result": "------++",
		"result[0].spec_code": scalar, "result[0].resource_status": scalar, "result[0].tenant_id": scalar,
		"result[0].resource_id": scalar, "result[0].resource_used": decimal, "result[0].original_amount": decimal,
		"result[0].package_user": boolean, "result[0].has_license": boolean, "result[0].start_time": scalar,
		"result[0].expiration_time": scalar,
	},
}

// fields sets each field of each response to each value, and returns the table.
func fields(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("## Fields of another type\n\nThe result of a valid response in which one field has another value.\n\n| field |")
	for _, v := range values {
		fmt.Fprintf(&b, " %s |", v.name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(values)) + "\n")
	for _, a := range apis {
		kinds := fieldKinds[a.name]
		for _, name := range slices.Sorted(maps.Keys(kinds)) {
			t.Run("fields/"+a.name+"/"+name, func(t *testing.T) {
				fmt.Fprintf(&b, "| %s `%s` |", a.name, name)
				for _, kind := range field(t, a, name) {
					fmt.Fprintf(&b, " %s |", kind)
				}
				b.WriteString("\n")
			})
		}
		missing(t, a, kinds)
	}
	return b.String()
}

// field reads with each value and returns the kinds of the results.
func field(t *testing.T, a api, name string) (kinds []string) {
	t.Helper()
	fx := newFixture(t, a)
	var responses []emulator.Response
	for _, v := range values {
		body := a.good(map[string]any{name: v.value})
		if _, inner, nested := strings.Cut(name, "."); nested {
			body = a.within(map[string]any{inner: v.value})
		}
		responses = append(responses, emulator.Text(200, body))
	}
	fx.respond(responses...)
	p := fx.start()
	for i, want := range fieldKinds[a.name][name] {
		o := read.record(t.Context(), p, a.typ, a.block())
		kind := o.kind()
		if kind != map[rune]string{'+': "", '-': malformedResponse, 'r': kindRejected}[want] {
			t.Errorf("%s as %s: %q\n%s", name, values[i].name, kind, o.shown)
		}
		fx.checkRead(o)
		if kind == "" {
			kind = "**read**"
		}
		kinds = append(kinds, kind)
	}
	if calls := fx.server.Calls(a.action); calls != len(values) {
		t.Errorf("%d requests for %d responses: a read was retried", calls, len(values))
	}
	return kinds
}

// missing checks that fieldKinds has every field of the valid response.
func missing(t *testing.T, a api, kinds map[string]string) {
	t.Helper()
	data, _ := a.body["Data"].(map[string]any)
	for within, members := range map[string]map[string]any{"": a.body, "Data.": data, "result[0].": a.item} {
		for name := range members {
			if kinds[within+name] == "" {
				t.Errorf("fieldKinds has no %s %s%s", a.name, within, name)
			}
		}
	}
}
