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
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// fleet is the type that reads many statuses at once: one block takes one of Terraform's parallel operations, and tells one
// error, however many ids it has. fleet_read.go reads them, fleet_wait.go polls them.
type fleet struct{ s *Spec }

func (t fleet) spec() *Spec         { return t.s }
func (t fleet) name() string        { return t.s.Plural.Name }
func (t fleet) description() string { return t.s.Plural.Description }
func (t fleet) subject() string     { return "the status of each of the " + t.s.Plural.Elements }

// condition is the one that the attributes all_x and not_x are named after.
func (t fleet) condition() Condition { return t.s.Conditions[0] }
func (t fleet) all() string          { return "all_" + t.condition().Name }
func (t fleet) not() string          { return "not_" + t.condition().Name }

const tolerate = "tolerate_unreadable"

func (t fleet) arguments(k kind) map[string]schema.Attribute {
	p := t.s.Plural
	out := map[string]schema.Attribute{
		p.IDs: schema.SetAttribute{
			CustomType:  newIDsType(),
			ElementType: types.StringType,
			Required:    true,
			MarkdownDescription: fmt.Sprintf("Ids of the %s to read, at least one. Nothing is listed: what is not in this set is not read. "+
				"An id that is not known during the plan defers the whole block.", p.Elements),
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
			"reports on what may have been deleted meanwhile. An error that concerns all, such as invalid credentials, fails it all the " +
			"same. Not allowed beside `require` or `wait`. Default `false`.",
	}
	return out
}

func (t fleet) labelNote() string {
	if t.s.Plural.Label == "" {
		return ""
	}
	return ", or with their `" + t.s.Plural.Label + "`"
}

func (t fleet) computed() map[string]schema.Attribute {
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
			MarkdownDescription: fmt.Sprintf("The `%s` of each of the %s whose `%s` is `false`, by id. Empty if there is none.",
				c.Reason, p.Elements, c.Name),
		},
		"unreadable": schema.MapAttribute{
			ElementType:         types.StringType,
			Computed:            true,
			MarkdownDescription: "Why an id could not be read, one sentence each, by id. Empty unless `" + tolerate + "` is `true`.",
		},
	}
}

// elements are the attributes of one element: those of the single type, without what is new at every read.
func (t fleet) elements() map[string]schema.Attribute {
	out := maps.Clone(t.s.Attributes)
	for _, name := range t.omitted() {
		delete(out, name)
	}
	return out
}

func (t fleet) omitted() []string {
	return append([]string{"request_id", "trace_id"}, t.s.Plural.Omitted...)
}

// elementType is the type of one element.
func (t fleet) elementType(ctx context.Context) tftypes.Type {
	attributes := map[string]tftypes.Type{}
	for name, attribute := range t.elements() {
		attributes[name] = attribute.GetType().TerraformType(ctx)
	}
	return tftypes.Object{AttributeTypes: attributes}
}

// fleetOperation is one read of many as its block configures it. Its request has no id.
type fleetOperation struct {
	operation
	ids      []string // sorted
	labels   map[string]string
	tolerate bool
}

func (t fleet) config(ctx context.Context, config tfsdk.Config, k kind) (fleetOperation, diag.Diagnostics) {
	c := configReader{ctx: ctx, config: config}
	op := fleetOperation{operation: readOperation(&c, t.s, k), labels: map[string]string{}}
	at := path.Root(t.s.Plural.IDs)
	var ids idsValue
	c.diags.Append(config.GetAttribute(ctx, at, &ids)...)
	var invalid string
	if op.ids, invalid = t.readIDs(ids.SetValue); invalid != "" {
		c.diags.AddAttributeError(at, "Invalid "+at.String(), at.String()+" "+invalid)
	}
	var labels types.Map
	c.diags.Append(config.GetAttribute(ctx, path.Root("labels"), &labels)...)
	for id, label := range labels.Elements() {
		op.labels[id] = stringOf(label)
	}
	if k != actionKind {
		var tolerated types.Bool
		c.diags.Append(config.GetAttribute(ctx, path.Root(tolerate), &tolerated)...)
		op.tolerate = tolerated.ValueBool()
	}
	return op, c.diags
}

// readIDs gives the ids in order, and what is wrong with them.
func (t fleet) readIDs(set types.Set) (ids []string, invalid string) {
	if set.IsNull() || set.IsUnknown() {
		return nil, ""
	}
	if len(set.Elements()) == 0 {
		name := t.s.Plural.IDs
		return nil, fmt.Sprintf("is an empty set, and %s must have at least one id. Where there can be none, leave the whole block out, "+
			"with a count: count = length(var.%s) > 0 ? 1 : 0.", name, name)
	}
	for _, element := range set.Elements() {
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			invalid = "contains null. Leave it out."
		case strings.TrimSpace(text.ValueString()) == "":
			invalid = "contains an empty string. Leave it out."
		default:
			ids = append(ids, text.ValueString())
		}
	}
	slices.Sort(ids)
	return ids, invalid
}

func (t fleet) validate(ctx context.Context, config tfsdk.Config, k kind) diag.Diagnostics {
	op, diags := t.config(ctx, config, k)
	if diags.HasError() {
		return diags
	}
	if op.tolerate && (op.require != nil || op.wait != nil) {
		diags.AddAttributeError(path.Root(tolerate), "Conflicting tolerate_unreadable", tolerate+" lets ids be unreadable, and require and wait need "+
			"the status of each. Remove "+tolerate+", or the require and wait blocks.")
	}
	diags.Append(validate(ctx, t.s, op.operation, config, k)...)
	return diags
}

// values are those of the computed attributes and the region.
func (r *fleetReader) values(ctx context.Context, p *pass) (map[string]tftypes.Value, error) {
	if p.defect != nil {
		return nil, p.defect
	}
	not, unreadable := map[string]attr.Value{}, map[string]attr.Value{}
	for id, reading := range p.readings {
		if !r.holds(reading) {
			not[id] = reading.Values[r.condition().Reason]
		}
	}
	for id, e := range p.errors {
		unreadable[id] = types.StringValue(sentence(r.s, e, r.op.operation))
	}
	values, err := terraformValues(ctx, map[string]attr.Value{
		"region":     StringOrNull(r.region(p.readings, p.errors)),
		r.all():      types.BoolValue(len(not) == 0 && len(p.elements) == len(r.op.ids)),
		r.not():      types.MapValueMust(types.StringType, not),
		"unreadable": types.MapValueMust(types.StringType, unreadable),
	})
	if err != nil {
		return nil, err
	}
	values[r.s.Plural.Elements] = tftypes.NewValue(tftypes.Map{ElementType: r.element}, p.elements)
	return values, nil
}

// holds reports whether the condition is true for a reading.
func (t fleet) holds(reading Reading) bool {
	found, ok := reading.Values[t.condition().Name].(types.Bool)
	return ok && found.ValueBool()
}
