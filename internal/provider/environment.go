// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
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
func (m Environment) endpoints(block types.Map, prefix string, keys []string) (endpoints map[string]cloud.Endpoint, faults map[string]string) {
	endpoints, faults = map[string]cloud.Endpoint{}, map[string]string{}
	for key, value := range block.Elements() {
		text, _ := value.(types.String)
		if e, err := cloud.ParseEndpoint(text.ValueString()); err == nil {
			endpoints[key] = e
		}
	}
	for _, key := range keys {
		variable := prefix + strings.ToUpper(key)
		value := m.get(variable)
		if _, given := endpoints[key]; given || value == "" {
			continue
		}
		e, err := cloud.ParseEndpoint(value)
		if err != nil {
			faults[key] = fmt.Sprintf("%s in the environment gives no endpoint. %s", variable, err)
			continue
		}
		endpoints[key] = e
	}
	return endpoints, faults
}

// variables is one family of variables for a key: its three belong together and are never mixed with another's.
type variables struct{ key, secret, token string }

// keyPair is what a family holds.
type keyPair struct {
	variables
	keyValue, secretValue, tokenValue string
}

// keyPair gives the first family of which anything but the token is set. A token alone is nobody's identity.
func (m Environment) pair(families ...variables) (keyPair, bool) {
	for _, f := range families {
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

// missing names the half that is not set, "" when both are.
func (p keyPair) missing() (set, unset string) {
	switch {
	case p.keyValue == "":
		return p.secret, p.key
	case p.secretValue == "":
		return p.key, p.secret
	}
	return "", ""
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
