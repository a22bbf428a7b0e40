// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import "github.com/hashicorp/terraform-plugin-framework/datasource/schema"

// String makes a computed attribute from its description, in Markdown.
func String(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

// Bool makes a computed attribute from its description, in Markdown.
func Bool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// Int64 makes a computed attribute from its description, in Markdown.
func Int64(description string) schema.Int64Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// Number makes a computed attribute from its description, in Markdown.
func Number(description string) schema.NumberAttribute {
	return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
}

// ReadID makes the computed attribute of an id that is new at every read.
func ReadID(description string) schema.StringAttribute {
	return String(description + " New at every read: an output that contains it, or the whole object, changes in every plan.")
}
