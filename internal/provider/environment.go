// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// get reads an environment variable. One that holds nothing but white space counts as not set.
func (m Environment) get(name string) string { return strings.TrimSpace(m.Getenv(name)) }

// lookup gives the first of some variables that is set, and its value.
func (m Environment) lookup(names ...string) (name, value string) {
	for _, name := range names {
		if value := m.get(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// first gives the value of the first of some variables that is set.
func (m Environment) first(names ...string) string {
	_, value := m.lookup(names...)
	return value
}

// inEnvironment names a variable in the advice "Check …".
func inEnvironment(variable string) string { return variable + " in the environment" }

// region is the block's, else the first variable's that is set, and where it is from.
func (m Environment) region(block types.String, source string, variables ...string) cloud.Region {
	if region := block.ValueString(); region != "" {
		return cloud.Region{ID: region, Source: "region in " + source}
	}
	variable, region := m.lookup(variables...)
	return cloud.Region{ID: region, Source: inEnvironment(variable)}
}

// endpoints are those of a block, which its validator has accepted, and for the keys that it leaves out those of the
// variables that begin with prefix. A variable that gives no endpoint is told when its API is called: it keeps no other
// from being called.
func (m Environment) endpoints(block types.Map, prefix string, keys []string) (endpoints map[string]cloud.Endpoint, errs map[string]string) {
	endpoints, errs = map[string]cloud.Endpoint{}, map[string]string{}
	for key, value := range block.Elements() {
		text, _ := value.(types.String)
		if e, err := cloud.ParseEndpoint(text.ValueString()); err == nil {
			endpoints[key] = e
		}
	}
	for _, key := range keys {
		variable := prefix + strings.ToUpper(key)
		value := m.get(variable)
		if _, found := endpoints[key]; found || value == "" {
			continue
		}
		e, err := cloud.ParseEndpoint(value)
		if err != nil {
			errs[key] = fmt.Sprintf("%s in the environment gives no endpoint. %s", variable, err)
			continue
		}
		endpoints[key] = e
	}
	return endpoints, errs
}

// variables are the variables of one key: the three belong together, and are never mixed with another tool's.
type variables struct{ key, secret, token string }

// keyPair is what such variables hold.
type keyPair struct {
	variables
	keyValue, secretValue, tokenValue string
}

// pair gives the first key pair of which anything but the token is set. A token alone is nobody's identity.
func (m Environment) pair(sets ...variables) (keyPair, bool) {
	for _, f := range sets {
		p := keyPair{variables: f, keyValue: m.get(f.key), secretValue: m.get(f.secret)}
		if f.token != "" {
			p.tokenValue = m.get(f.token)
		}
		if p.keyValue != "" || p.secretValue != "" {
			return p, true
		}
	}
	return keyPair{}, false
}

func (p keyPair) complete() bool { return p.keyValue != "" && p.secretValue != "" }

// incomplete is the error of a pair of which one is not set.
func (p keyPair) incomplete() *apierr.Error {
	set, unset := p.key, p.secret
	if p.keyValue == "" {
		set, unset = unset, set
	}
	return credentials.Invalid(fmt.Sprintf("%s is set in the environment and %s is not.", set, unset),
		fmt.Sprintf("Set %s too, or unset %s.", unset, set))
}
