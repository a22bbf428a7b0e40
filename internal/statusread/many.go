// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// The type that reads the status of many ids at once: one block takes one of Terraform's parallel operations, and reports one error,
// however many ids it has.

const tolerate = "tolerate_unreadable"

func allName(s *Spec) string { return "all_" + s.Condition.Name }
func notName(s *Spec) string { return "not_" + s.Condition.Name }

// manyArguments are the arguments of the type that reads many ids.
func manyArguments(s *Spec, k kind) map[string]schema.Attribute {
	label := ""
	if s.Plural.Label != "" {
		label = ", or with their `" + s.Plural.Label + "`"
	}
	out := map[string]schema.Attribute{
		s.Plural.IDs: schema.ListAttribute{
			ElementType: types.StringType,
			Required:    true,
			MarkdownDescription: fmt.Sprintf("Ids of the %s to read, at least one, as a list or a set. Nothing is listed: what is not in it is "+
				"not read. An id that is given twice is read once. An id that is not known during the plan defers the whole block.",
				s.Plural.Elements),
		},
		"labels": optionalMap("Names for people, by id, which errors and progress lines show beside the ids. Ids without a name are shown " +
			"alone" + label + "."),
	}
	if k != actionKind { // which has no result in which an id could be unreadable
		out[tolerate] = optionalBool("Whether an error that concerns a single id goes to `unreadable` instead of failing this " + k.name +
			", for reports on what may have been deleted meanwhile. An error that concerns all fails it all the same: invalid credentials, a " +
			"denial by RAM, or that no id could be read, unless all are missing. Not allowed beside `require` or `wait`. Default `false`.")
	}
	return out
}

// manyComputed are the computed attributes of the type that reads many ids.
func manyComputed(s *Spec) map[string]schema.Attribute {
	c, elements := s.Condition, s.Plural.Elements
	return map[string]schema.Attribute{
		elements: schema.MapNestedAttribute{
			Computed: true,
			MarkdownDescription: "What was read, by id exactly as given. The values are read side by side, which is no snapshot of one " +
				"moment.",
			NestedObject: schema.NestedAttributeObject{Attributes: elementAttributes(s)},
		},
		allName(s): Bool(fmt.Sprintf("Whether `%s` is `true` for each of the %s. `false` if one is unreadable. Never null.", c.Name, elements)),
		notName(s): schema.MapAttribute{
			ElementType: types.StringType,
			Computed:    true,
			MarkdownDescription: fmt.Sprintf("The `%s` of each of the %s whose `%s` is `false`, by id, and of those that could not be read "+
				"why not. Empty only when `%s` is `true` for each.", c.Reason, elements, c.Name, c.Name),
		},
		"unreadable": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The ids that could not be read. Empty unless `" + tolerate + "` is `true`.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"kind": String("What kind of error it is: `not_found`, `permission_denied`, `throttled`, `unavailable`, `timeout`, " +
					"`malformed_response` or `rejected`."),
				"code":   String("The cloud's error code. Null when there is none."),
				"reason": String("Why the id could not be read, in one sentence."),
			}},
		},
	}
}

// elementAttributes are those of one of many: those of the type that reads one, without what is new at every read.
func elementAttributes(s *Spec) map[string]schema.Attribute {
	out := maps.Clone(s.Attributes)
	maps.DeleteFunc(out, func(name string, _ schema.Attribute) bool { return s.Plural.omits(name) })
	return out
}

func (p *Plural) omits(name string) bool {
	return name == "request_id" || name == "trace_id" || slices.Contains(p.Omitted, name)
}

// manyAfter is the argument of wait with what a status was before a change, by id.
func manyAfter(st StatusAttribute) schema.Attribute {
	return optionalMap(fmt.Sprintf("By id, the `%[1]s` from before the change, such as an earlier step of the pipeline has recorded. While an "+
		"id's `%[1]s` is still this one, or null, neither `require` nor `fail_on` is evaluated for it. Null or empty: any counts.", st.Name))
}

// readMany reads the arguments of the type that reads many ids. It returns what is wrong with them, in the read too: they need not have
// been known when they were validated.
func (o *operation) readMany(s *Spec, arguments map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	o.labels = textsOf(arguments["labels"])
	o.tolerate = textOf(arguments[tolerate]) == "true"
	ids, _ := arguments[s.Plural.IDs].(types.List)
	o.someUnknown = ids.IsUnknown() || slices.ContainsFunc(ids.Elements(), attr.Value.IsUnknown)
	var problem string
	if o.ids, problem = readIDs(s, ids); problem != "" {
		diags.Append(invalid(path.Root(s.Plural.IDs), problem))
	}
	return diags
}

// validateAfter checks what the statuses were before a change. An id that is not read is an error: misspelled, it would let an old
// result pass.
func (o *operation) validateAfter(s *Spec, at path.Path) diag.Diagnostics {
	var diags diag.Diagnostics
	for id, before := range o.wait.after {
		if before != "" && !isID(before) {
			diags.Append(invalid(at, fmt.Sprintf(blanksAround, before)))
		}
		if !o.someUnknown && !slices.Contains(o.ids, id) {
			diags.Append(invalid(at, fmt.Sprintf("has the id %q, which is not in %s. Correct it, or leave it out.", id, s.Plural.IDs)))
		}
	}
	return diags
}

const blanksAround = "contains %q, which has blanks or line breaks around the id. trimspace() removes them."

// readIDs returns the ids in order, each once, and what is wrong with them.
func readIDs(s *Spec, list types.List) (ids []string, problem string) {
	if !list.IsNull() && !list.IsUnknown() && len(list.Elements()) == 0 {
		return nil, fmt.Sprintf("is empty, and %s must have at least one id. Where there can be none, leave the whole block out, "+
			"with a count: count = length(var.%[1]s) > 0 ? 1 : 0.", s.Plural.IDs)
	}
	ids, problem = knownTexts(list.Elements(), "Leave it out.")
	for _, id := range ids {
		if !isID(id) {
			problem = fmt.Sprintf(blanksAround, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), problem
}

// elements returns what was read of many ids, by id.
func (r *reader) elements(ctx context.Context, p *pass) (tftypes.Value, error) {
	element := schema.NestedAttributeObject{Attributes: elementAttributes(r.spec)}.Type().TerraformType(ctx)
	elements := map[string]tftypes.Value{}
	for _, id := range p.read {
		values := r.found[id].reading.Values
		maps.DeleteFunc(values, func(name string, _ attr.Value) bool { return r.plural.omits(name) }) // in place: it is used no more
		var err error
		if elements[id], err = newObject(ctx, element, map[string]tftypes.Value{}, values); err != nil {
			return tftypes.Value{}, err
		}
	}
	return tftypes.NewValue(tftypes.Map{ElementType: element}, elements), nil
}

// manyValues returns the values of the other computed attributes of the type that reads many ids.
func (r *reader) manyValues() map[string]attr.Value {
	not, unreadable := map[string]attr.Value{}, map[string]attr.Value{}
	for id, f := range r.found {
		if e := lastFailure(f.err); e != nil {
			not[id] = types.StringValue(r.sentence(e))
			unreadable[id] = types.ObjectValueMust(unreadableType.AttrTypes, map[string]attr.Value{
				"kind": types.StringValue(stableKind(e.Kind)), "code": StringOrNull(e.Code), "reason": not[id],
			})
		} else if !holds(r.spec, f.reading) {
			not[id] = f.reading.Values[r.spec.Condition.Reason]
		}
	}
	return map[string]attr.Value{
		allName(r.spec): types.BoolValue(len(not) == 0),
		notName(r.spec): types.MapValueMust(types.StringType, not),
		"unreadable":    types.MapValueMust(unreadableType, unreadable),
	}
}

// unreadableType is the type of an element of unreadable.
var unreadableType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"kind": types.StringType, "code": types.StringType, "reason": types.StringType,
}}

// stableKind is the word for a kind that configurations compare with.
func stableKind(kind apierr.Kind) string {
	switch kind {
	case apierr.NotFound, apierr.PermissionDenied, apierr.Throttled, apierr.Unavailable, apierr.Timeout, apierr.MalformedResponse:
		return strings.ReplaceAll(string(kind), " ", "_")
	}
	return "rejected"
}

// holds reports whether the condition is true for a reading.
func holds(s *Spec, reading Reading) bool {
	return textOf(reading.Values[s.Condition.Name]) == "true"
}
