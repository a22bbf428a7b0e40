// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// given reports whether the practitioner wrote the argument, its value known or not.
func given(s types.String) bool { return !s.IsNull() }

// named is an argument, or a group of them, that names an identity.
type named struct {
	argument string
	given    bool
}

// exclusive refuses the second of two identities: which one was meant is not for us to guess.
func exclusive(block path.Path, identities ...named) diag.Diagnostics {
	var diags diag.Diagnostics
	first := ""
	for _, n := range identities {
		switch {
		case !n.given:
		case first == "":
			first = n.argument
		default:
			diags.AddAttributeError(block.AtName(n.argument), "Conflicting Credentials", fmt.Sprintf(
				"%s.%s and %s.%s name two identities, and only one can be used. Remove one of them.", block, n.argument, block, first))
		}
	}
	return diags
}

// halves refuses a key without its secret, a secret without its key, and a security token without either.
func halves(block path.Path, key, secret, token types.String) diag.Diagnostics {
	var diags diag.Diagnostics
	refuse := func(missing, present string) {
		diags.AddAttributeError(block.AtName(present), "Incomplete Credentials", fmt.Sprintf(
			"%s.%s is given and %s.%s is not. They belong together, and no half is taken from the environment.",
			block, present, block, missing))
	}
	switch {
	case given(key) && !given(secret):
		refuse("secret_key", "access_key")
	case given(secret) && !given(key):
		refuse("access_key", "secret_key")
	case given(token) && !given(key):
		refuse("access_key", "security_token")
	}
	return diags
}

// half words an incomplete pair in the environment.
func (p pair) half() (reason, advice string) {
	set, unset := p.missing()
	return fmt.Sprintf("%s is set in the environment and %s is not.", set, unset),
		fmt.Sprintf("Set %s too, or unset %s.", unset, set)
}
