// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// isSet reports whether the configuration has the argument, its value known or not.
func isSet(s types.String) bool { return !s.IsNull() }

// isGiven reports whether the argument or block has a value that is known. One that is not may turn out to be null, and is
// checked when it is known.
func isGiven(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// withoutEmpty returns block with null for each empty text: it is not set, since people share one variable with the default ""
// between providers.
func withoutEmpty(ctx context.Context, block types.Object) (types.Object, diag.Diagnostics) {
	values := block.Attributes()
	for name, value := range values {
		if text, ok := value.(types.String); ok && text.Equal(types.StringValue("")) {
			values[name] = types.StringNull()
		}
	}
	return types.ObjectValue(block.AttributeTypes(ctx), values)
}

// declined reports whether the block is there with an empty name: no role, whatever the environment has.
func declined(block types.Object, name string) bool {
	value, found := block.Attributes()[name]
	return found && value.Equal(types.StringValue(""))
}

// namesIdentity reports whether there is a block that names an identity, by some texts. It does not where those that are there are all
// empty: then the variables count, as for any empty argument. What is not known may turn out to be empty.
func namesIdentity(block types.Object, texts ...string) bool {
	empty := false
	for _, name := range texts {
		switch value, found := block.Attributes()[name]; {
		case !found || value.IsNull():
		case value.IsUnknown() || declined(block, name):
			empty = true
		default:
			return true
		}
	}
	return isGiven(block) && !empty
}

// credentialArgument is an argument, or a group of them, that names an identity.
type credentialArgument struct {
	argument string
	isGiven  bool
}

// exclusive refuses the second of two identities: the provider does not guess which one was meant.
func exclusive(block path.Path, identities ...credentialArgument) diag.Diagnostics {
	var diags diag.Diagnostics
	first := ""
	for _, a := range identities {
		switch {
		case !a.isGiven:
		case first == "":
			first = a.argument
		default:
			diags.AddAttributeError(block.AtName(a.argument), "Conflicting Credentials", fmt.Sprintf(
				"%s.%s and %s.%s name two identities, and only one can be used. Remove one of them.", block, a.argument, block, first))
		}
	}
	return diags
}

// exclusiveTokens refuses a token beside a file with one.
func exclusiveTokens(block path.Path, argument string, token, file types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	if isGiven(token) && isGiven(file) {
		diags.AddAttributeError(block.AtName(argument+"_file"), "Conflicting Credentials", fmt.Sprintf(
			"%[1]s.%[2]s and %[1]s.%[2]s_file are two tokens, and only one can be used. Remove one of them.", block, argument))
	}
	return diags
}

// checkKeyPair refuses a key without its secret, a secret without its key, and a security token without either.
func checkKeyPair(block path.Path, key, secret, token types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	refuse := func(missing, present string) {
		diags.AddAttributeError(block.AtName(present), "Incomplete Credentials", fmt.Sprintf(
			"%s.%s is given and %s.%s is not. They belong together, and neither is taken from the environment.",
			block, present, block, missing))
	}
	switch {
	case isGiven(key) && secret.IsNull():
		refuse("secret_key", "access_key")
	case isGiven(secret) && key.IsNull():
		refuse("access_key", "secret_key")
	case isGiven(token) && key.IsNull():
		refuse("access_key", "security_token")
	}
	return diags
}
