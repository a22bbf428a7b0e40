// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

// Type is what the provider has in each kind: the status of one id, or of many. The two differ in their schema and in the words of
// their diagnostics; they are read in the same way.
type Type struct {
	spec   *Spec
	plural *Plural // nil for the type that reads one
	// name is the type's without the provider's: "alicloud_sae_application".
	name string
	// description is one to three sentences, in Markdown.
	description string
}

// Types returns a Spec's types: the one that reads one, and the one that reads many if the Spec names its plural.
func Types(s *Spec) []Type {
	types := []Type{{spec: s, name: s.Name, description: s.Description}}
	if s.Plural != nil {
		types = append(types, Type{spec: s, plural: s.Plural, name: s.Plural.Name, description: s.Plural.Description})
	}
	return types
}

// after returns the status that a wait compares with that from before a change, and the argument for it; "" if there is none.
func (t Type) after() (st StatusAttribute, argument string) {
	for _, st := range t.spec.Statuses {
		switch {
		case st.After != "" && t.plural != nil:
			return st, st.After + "s"
		case st.After != "":
			return st, st.After
		}
	}
	return StatusAttribute{}, ""
}
