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
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// many is the type that reads the status of many ids at once: one block takes one of Terraform's parallel operations, and reports
// one error, however many ids it has.
type many struct{ s *Spec }

func (t many) spec() *Spec         { return t.s }
func (t many) plural() *Plural     { return t.s.Plural }
func (t many) name() string        { return t.s.Plural.Name }
func (t many) description() string { return t.s.Plural.Description }
func (t many) subject() string     { return "the status of each of the " + t.s.Plural.Elements }

// condition is the one that the attributes all_x and not_x are named after.
func (t many) condition() Condition { return t.s.Conditions[0] }
func (t many) all() string          { return "all_" + t.condition().Name }
func (t many) not() string          { return "not_" + t.condition().Name }

const tolerate = "tolerate_unreadable"

func (t many) arguments(k kind) map[string]schema.Attribute {
	p := t.s.Plural
	out := map[string]schema.Attribute{
		p.IDs: schema.ListAttribute{
			ElementType: types.StringType,
			Required:    true,
			MarkdownDescription: fmt.Sprintf("Ids of the %s to read, at least one, as a list or a set. Nothing is listed: what is not in it is "+
				"not read. An id that is given twice is read once. An id that is not known during the plan defers the whole block.", p.Elements),
		},
		"labels": schema.MapAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Names for people, by id, which errors and progress lines show beside the ids. Ids without a name are shown " +
				"alone" + t.labelNote() + ".",
		},
	}
	if k == actionKind {
		return out // it has no result in which an id could be unreadable
	}
	out[tolerate] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether an error that concerns a single id goes to `unreadable` instead of failing this " + k.name + ", for " +
			"reports on what may have been deleted meanwhile. An error that concerns all fails it all the " +
			"same: invalid credentials, a denial by RAM, or that no id could be read, unless all are missing. Not allowed beside `require` or " +
			"`wait`. Default `false`.",
	}
	return out
}

func (t many) labelNote() string {
	if t.s.Plural.Label == "" {
		return ""
	}
	return ", or with their `" + t.s.Plural.Label + "`"
}

func (t many) computed() map[string]schema.Attribute {
	p, c := t.s.Plural, t.condition()
	return map[string]schema.Attribute{
		p.Elements: schema.MapNestedAttribute{
			Computed: true,
			MarkdownDescription: "What was read, by id exactly as given. The values are read side by side, which is no snapshot of one " +
				"moment.",
			NestedObject: schema.NestedAttributeObject{Attributes: t.elements()},
		},
		t.all(): schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: fmt.Sprintf("Whether `%s` is `true` for each of the %s. `false` if one is unreadable. Never null.",
				c.Name, p.Elements),
		},
		t.not(): schema.MapAttribute{
			ElementType: types.StringType,
			Computed:    true,
			MarkdownDescription: fmt.Sprintf("The `%s` of each of the %s whose `%s` is `false`, by id, and of those that could not be read "+
				"why not. Empty only when `%s` is `true` for each.", c.Reason, p.Elements, c.Name, c.Name),
		},
		"unreadable": schema.MapNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The ids that could not be read. Empty unless `" + tolerate + "` is `true`.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"kind": schema.StringAttribute{
					Computed: true,
					MarkdownDescription: "What kind of error it is: `not_found`, `permission_denied`, `throttled`, `unavailable`, `timeout`, " +
						"`malformed_response` or `rejected`.",
				},
				"code": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "The cloud's error code. Null when there is none.",
				},
				"reason": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "Why the id could not be read, in one sentence.",
				},
			}},
		},
	}
}

// elements are the attributes of one element: those of the single type, without what is new at every read.
func (t many) elements() map[string]schema.Attribute {
	out := maps.Clone(t.s.Attributes)
	for _, name := range t.omitted() {
		delete(out, name)
	}
	return out
}

func (t many) omitted() []string {
	return append([]string{"request_id", "trace_id"}, t.s.Plural.Omitted...)
}

// elementType is the type of one element.
func (t many) elementType(ctx context.Context) tftypes.Type {
	attributes := map[string]tftypes.Type{}
	for name, attribute := range t.elements() {
		attributes[name] = attribute.GetType().TerraformType(ctx)
	}
	return tftypes.Object{AttributeTypes: attributes}
}

func (t many) after(st StatusAttribute) (string, schema.Attribute) {
	return st.After + "s", schema.MapAttribute{
		ElementType: types.StringType,
		Optional:    true,
		MarkdownDescription: fmt.Sprintf("By id, the `%[1]s` from before the change, such as an earlier step of the pipeline has recorded. While an "+
			"id's `%[1]s` is still this one, or null, neither `require` nor `fail_on` is evaluated for it. Null or empty: any counts.", st.Name),
	}
}

// configure reads the ids, sorted and each once, and what belongs to them.
func (t many) configure(c *configReader, k kind, op *operation) {
	at := path.Root(t.s.Plural.IDs)
	var ids types.List
	c.diags.Append(c.config.GetAttribute(c.ctx, at, &ids)...)
	var invalid string
	if op.ids, invalid = t.readIDs(ids); invalid != "" {
		c.diags.AddAttributeError(at, "Invalid "+at.String(), at.String()+" "+invalid)
	}
	known := !ids.IsUnknown() && !slices.ContainsFunc(ids.Elements(), attr.Value.IsUnknown)
	t.configureAfter(c, op, known)
	var labels types.Map
	c.diags.Append(c.config.GetAttribute(c.ctx, path.Root("labels"), &labels)...)
	op.labels = map[string]string{}
	for id, label := range labels.Elements() {
		op.labels[id] = stringOf(label)
	}
	if k != actionKind {
		var tolerated types.Bool
		c.diags.Append(c.config.GetAttribute(c.ctx, path.Root(tolerate), &tolerated)...)
		op.tolerate = tolerated.ValueBool()
	}
}

// configureAfter reads what the statuses were before a change. An id that is not read is an error: misspelled, it would let an old
// result pass.
func (t many) configureAfter(c *configReader, op *operation, idsKnown bool) {
	for _, st := range t.s.Statuses {
		if st.After == "" || op.wait == nil {
			continue
		}
		at := path.Root("wait").AtName(st.After + "s")
		var after types.Map
		c.diags.Append(c.config.GetAttribute(c.ctx, at, &after)...)
		op.wait.after = map[string]string{}
		for id, value := range after.Elements() {
			op.wait.after[id] = stringOf(value)
			if before := op.wait.after[id]; before != "" && !isID(before) {
				c.diags.AddAttributeError(at, "Invalid "+at.String(), fmt.Sprintf("%s contains %q, which has blanks or line breaks around the id. "+
					"trimspace() removes them.", at, before))
			}
			if idsKnown && !slices.Contains(op.ids, id) {
				c.diags.AddAttributeError(at, "Invalid "+at.String(), fmt.Sprintf("%s has the id %q, which is not in %s. Correct it, or leave it out.",
					at, id, t.s.Plural.IDs))
			}
		}
	}
}

// readIDs returns the ids in order, and what is wrong with them.
func (t many) readIDs(list types.List) (ids []string, invalid string) {
	if list.IsNull() || list.IsUnknown() {
		return nil, ""
	}
	if len(list.Elements()) == 0 {
		name := t.s.Plural.IDs
		return nil, fmt.Sprintf("is empty, and %s must have at least one id. Where there can be none, leave the whole block out, "+
			"with a count: count = length(var.%s) > 0 ? 1 : 0.", name, name)
	}
	for _, element := range list.Elements() {
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			invalid = "contains null. Leave it out."
		case strings.TrimSpace(text.ValueString()) == "":
			invalid = "contains an empty string. Leave it out."
		case !isID(text.ValueString()):
			invalid = fmt.Sprintf("contains %q, which has blanks or line breaks around the id. trimspace() removes them.", text.ValueString())
		default:
			ids = append(ids, text.ValueString())
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), invalid
}

func (t many) values(ctx context.Context, r *reader, p *pass) (map[string]tftypes.Value, error) {
	element := t.elementType(ctx)
	elements := map[string]tftypes.Value{}
	not, unreadable := map[string]attr.Value{}, map[string]attr.Value{}
	for id, f := range p.found {
		if e := lastFailure(f.err); e != nil {
			reason := types.StringValue(sentence(r.s, e, r.op))
			not[id] = reason
			unreadable[id] = types.ObjectValueMust(unreadableType.AttrTypes, map[string]attr.Value{
				"kind": types.StringValue(stableKind(e.Kind)), "code": StringOrNull(e.Code), "reason": reason,
			})
			continue
		}
		if !t.holds(f.reading) {
			not[id] = f.reading.Values[t.condition().Reason]
		}
		kept := maps.Clone(f.reading.Values)
		for _, name := range t.omitted() {
			delete(kept, name)
		}
		values, err := terraformValues(ctx, kept)
		if err != nil {
			return nil, err
		}
		if elements[id], err = newObject(element, values); err != nil {
			return nil, err
		}
	}
	values, err := terraformValues(ctx, map[string]attr.Value{
		"region":     StringOrNull(r.region()),
		t.all():      types.BoolValue(len(not) == 0),
		t.not():      types.MapValueMust(types.StringType, not),
		"unreadable": types.MapValueMust(unreadableType, unreadable),
	})
	if err != nil {
		return nil, err
	}
	values[t.s.Plural.Elements] = tftypes.NewValue(tftypes.Map{ElementType: element}, elements)
	return values, nil
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
func (t many) holds(reading Reading) bool {
	found, ok := reading.Values[t.condition().Name].(types.Bool)
	return ok && found.ValueBool()
}
