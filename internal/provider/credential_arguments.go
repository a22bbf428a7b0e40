// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// isSet reports whether the configuration has the argument, its value known or not.
func isSet(s types.String) bool { return !s.IsNull() }

// credentialArgument is an argument, or a group of them, that names an identity.
type credentialArgument struct {
	argument string
	isSet    bool
}

// exclusive refuses the second of two identities: the provider does not guess which one was meant.
func exclusive(block path.Path, identities ...credentialArgument) diag.Diagnostics {
	var diags diag.Diagnostics
	first := ""
	for _, a := range identities {
		switch {
		case !a.isSet:
		case first == "":
			first = a.argument
		default:
			diags.AddAttributeError(block.AtName(a.argument), "Conflicting Credentials", fmt.Sprintf(
				"%s.%s and %s.%s name two identities, and only one can be used. Remove one of them.", block, a.argument, block, first))
		}
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
	case isSet(key) && !isSet(secret):
		refuse("secret_key", "access_key")
	case isSet(secret) && !isSet(key):
		refuse("access_key", "secret_key")
	case isSet(token) && !isSet(key):
		refuse("access_key", "security_token")
	}
	return diags
}
