// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// block has the arguments of a block of the provider's configuration by name; it is nil if the block is not there or not known.
// An empty text is not set, since people share one variable with the default "" between providers.
type block map[string]attr.Value

// block returns a nested block.
func (b block) block(name string) block {
	object, _ := b[name].(types.Object)
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	return object.Attributes()
}

// text returns the value of a text, "" if it is not set or not known.
func (b block) text(name string) string {
	text, _ := b[name].(types.String)
	return text.ValueString()
}

// number returns a number that its validator has accepted, and otherwise if it is not set or not known.
func (b block) number(name string, otherwise int) int {
	number, _ := b[name].(types.Number)
	if number.IsNull() || number.IsUnknown() {
		return otherwise
	}
	whole, _ := number.ValueBigFloat().Int64()
	return int(whole)
}

// seconds returns a number of seconds, 0 if it is not set or not known.
func (b block) seconds(name string) time.Duration {
	return time.Duration(b.number(name, 0)) * time.Second
}

// isGiven reports whether a text is set or a boolean is true. One that is not known may turn out to be null, and is checked when
// it is known.
func (b block) isGiven(name string) bool {
	boolean, _ := b[name].(types.Bool)
	return b.text(name) != "" || boolean.ValueBool()
}

// isEmpty reports whether a text is there and empty.
func (b block) isEmpty(name string) bool {
	return b != nil && b[name].Equal(types.StringValue(""))
}

// isSet reports whether the configuration has a text, its value known or not.
func (b block) isSet(name string) bool {
	return b != nil && !b[name].IsNull() && !b.isEmpty(name)
}

// namesIdentity reports whether the block names an identity by one of some texts, or should and has none of them. It does not if
// those that are there are empty: then the variables count, as for any empty argument. What is not known may turn out to be empty.
func (b block) namesIdentity(texts []string) bool {
	isThere := func(name string) bool { return !b[name].IsNull() }
	return b != nil && (slices.ContainsFunc(texts, b.isGiven) || !slices.ContainsFunc(texts, isThere))
}

// exclusive refuses all identities but the first: the provider does not guess which one was meant. Each of identities has the
// arguments that name one identity together.
func (b block) exclusive(at path.Path, namesOIDC bool, identities ...[]string) diag.Diagnostics {
	var given []string
	for _, arguments := range identities {
		if i := slices.IndexFunc(arguments, b.isGiven); i >= 0 {
			given = append(given, arguments[i])
		}
	}
	if namesOIDC {
		given = append(given, oidcBlock)
	}
	var diags diag.Diagnostics
	for i, argument := range given {
		if i > 0 {
			diags.AddAttributeError(at.AtName(argument), "Conflicting Credentials", fmt.Sprintf(
				"%[1]s.%[2]s and %[1]s.%[3]s name two identities, and only one can be used. Remove one of them.", at, argument, given[0]))
		}
	}
	return diags
}

// checkKeyPair refuses a key without its secret, a secret without its key, and a security token without either.
func (b block) checkKeyPair(at path.Path) diag.Diagnostics {
	for _, pair := range [][]string{{"access_key", "secret_key"}, {"secret_key", "access_key"}, {"security_token", "access_key"}} {
		if given, missing := pair[0], pair[1]; b.isGiven(given) && !b.isSet(missing) {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at.AtName(given), "Incomplete Credentials", fmt.Sprintf(
				"%[1]s.%[2]s is given and %[1]s.%[3]s is not. They belong together, and neither is taken from the environment.",
				at, given, missing))}
		}
	}
	return nil
}

// oidcBlock is the block of an identity that a token proves.
const oidcBlock = "assume_role_with_oidc"

// checkOIDC refuses an OIDC block that lacks one of the required arguments or has not exactly one token: token, or a file with it.
func (b block) checkOIDC(at path.Path, token string, required ...string) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, argument := range required {
		if !b.isSet(argument) {
			diags.Append(missingInOIDC(at, argument, ""))
		}
	}
	file := token + "_file"
	switch {
	case b.isGiven(token) && b.isGiven(file):
		diags.AddAttributeError(at.AtName(file), "Conflicting Credentials", fmt.Sprintf(
			"%[1]s.%[2]s and %[1]s.%[3]s are two tokens, and only one can be used. Remove one of them.", at, token, file))
	case !b.isSet(token) && !b.isSet(file):
		diags.Append(missingInOIDC(at, file, " or "+token))
	}
	return diags
}

// missingInOIDC is the error of an OIDC block without an argument; more is added to its name.
func missingInOIDC(at path.Path, argument, more string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at.AtName(argument), "Missing "+argument, fmt.Sprintf("%s needs %s%s. A block that names "+
		"an identity takes nothing of it from the environment: give it here, or remove the block to use the environment's.", at, argument, more))
}
