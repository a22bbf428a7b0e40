// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// oneArguments are the arguments of the type that reads one id.
func oneArguments(s *Spec, k kind) map[string]schema.Attribute {
	id := optional(s.ID.Description, s.ID.Validator)
	id.Optional, id.Required = false, true
	out := map[string]schema.Attribute{s.ID.Name: id}
	for _, f := range s.Filters {
		out[f.Name] = optional(f.Description, f.Validator)
	}
	if s.Secret != nil && k == dataSourceKind {
		out[s.Secret.Include] = optionalBool(s.Secret.Description)
	}
	return out
}

// oneAfter is the argument of wait with what a status was before a change.
func oneAfter(st StatusAttribute) schema.Attribute {
	return optional(fmt.Sprintf("The `%[1]s` from before the change, such as an earlier step of the pipeline has recorded. While `%[1]s` is "+
		"still this one, or null, neither `require` nor `fail_on` is evaluated, so an old result is not taken for that of the change. Null or "+
		"empty: any counts.", st.Name), idOrEmpty())
}

// readOne reads the arguments of the type that reads one id.
func (o *operation) readOne(s *Spec, arguments map[string]attr.Value) {
	o.ids = []string{textOf(arguments[s.ID.Name])}
	o.request.Filters = map[string]string{}
	for _, f := range s.Filters {
		o.request.Filters[f.Name] = textOf(arguments[f.Name])
	}
	if s.Secret != nil {
		include, ok := arguments[s.Secret.Include] // which only a data source has
		o.removeSecret = ok && textOf(include) != "true"
	}
}

// oneValues returns the values of the computed attributes of the type that reads one id.
func (r *reader) oneValues() map[string]attr.Value {
	values := maps.Clone(r.found[r.op.ids[0]].reading.Values)
	if r.op.removeSecret {
		r.spec.Secret.Remove(values)
	}
	return values
}
