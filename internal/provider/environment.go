// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Environment is all that the provider takes from outside its configuration. A test has one of its
// own, so that tests with different environments run side by side.
type Environment struct {
	// Getenv reads an environment variable.
	Getenv func(name string) string
	// Home is the user's home folder; "" where it is not known, and then no file in it is looked for.
	Home string
	// Metadata is the host and port of the ECS instance metadata service; "" is where ECS has it.
	Metadata string
	// Dial opens every connection; nil opens them as usual.
	Dial cloud.Dial
	// Observe receives each request and its response; it may be nil. Tests against live accounts record with it.
	Observe cloud.Observer
}

// SystemEnvironment is what the process finds around itself.
func SystemEnvironment() Environment {
	home, _ := os.UserHomeDir() // without one it is ""
	return Environment{Getenv: os.Getenv, Home: home}
}

// file is the file at path, which setting gives, or else the one at standard, where the cloud's own tools keep it.
func (m Environment) file(path, setting, standard string) cloud.File {
	if path == "" {
		path, setting = standard, "the file, or name another by shared_credentials_file"
	}
	if m.Home == "" && strings.HasPrefix(path, "~") {
		setting += "; HOME is not set, so ~ is not known"
	}
	return cloud.File{Path: m.path(path), Setting: setting}
}

// fileOf is the file at the path that a variable gives, or else the one at standard.
func (m Environment) fileOf(variable, standard string) cloud.File {
	return m.file(m.get(variable), inEnvironment(variable), standard)
}

// path reads a leading "~/" as a shell would. Where no home is known it stays, and the file is reported as not there.
func (m Environment) path(name string) string {
	for _, tilde := range []string{"~/", "~" + string(filepath.Separator)} {
		if rest, found := strings.CutPrefix(name, tilde); found && m.Home != "" {
			return filepath.Join(m.Home, rest)
		}
	}
	return name
}

// metadata is the address of Metadata; the zero endpoint is where ECS has it.
func (m Environment) metadata() cloud.Endpoint {
	endpoint, _ := cloud.ParseEndpoint("http://" + m.Metadata)
	return endpoint
}

// get reads an environment variable. One that holds nothing but white space counts as not set.
func (m Environment) get(name string) string { return strings.TrimSpace(m.Getenv(name)) }

// lookup returns the first of some variables that is set, and its value.
func (m Environment) lookup(names ...string) (name, value string) {
	for _, name := range names {
		if value := m.get(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// first returns the value of the first of some variables that is set.
func (m Environment) first(names ...string) string {
	_, value := m.lookup(names...)
	return value
}

// inEnvironment names a variable in the advice "Check …".
func inEnvironment(variable string) string { return variable + " in the environment" }

// region is the block's, else the first variable's that is set, and where it is from.
func (m Environment) region(inBlock, source string, variables ...string) cloud.Region {
	if inBlock != "" {
		return cloud.Region{ID: inBlock, Source: "region in " + source}
	}
	variable, region := m.lookup(variables...)
	return cloud.Region{ID: region, Source: inEnvironment(variable)}
}

// isTrue reports whether a variable is true, in any letter case.
func (m Environment) isTrue(name string) bool { return strings.EqualFold(m.get(name), "true") }

// seconds reads a variable with a duration in seconds; 0 if it is not set.
func (m Environment) seconds(name string, least, most int) (time.Duration, *apierr.Error) {
	text := m.get(name)
	if text == "" {
		return 0, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < least || number > most {
		return 0, credentials.Invalid(fmt.Sprintf("%s in the environment is no number of seconds from %d to %d.", name, least, most),
			"Write it without a unit, as in 3600, or unset it.")
	}
	return time.Duration(number) * time.Second, nil
}

// unread is a variable that is not read, with what to do instead.
type unread struct{ name, instead string }

// endpoints are those of a block, which its validator has accepted, and for the keys that it leaves out those of the
// variables that begin with prefix, or else of others, by key.
func (m Environment) endpoints(b block, source, prefix string, keys []string, others map[string]string) cloud.Endpoints {
	endpoints := cloud.Endpoints{}
	given, _ := b["endpoints"].(types.Map)
	for key, value := range given.Elements() {
		if text, _ := value.(types.String); text.ValueString() != "" {
			endpoints[key] = cloud.ParseConfiguredEndpoint(text.ValueString(), fmt.Sprintf("the endpoint of %q in %s", key, source))
		}
	}
	for _, key := range keys {
		variable, value := m.lookup(prefix+strings.ToUpper(key), others[key])
		if _, found := endpoints[key]; !found && value != "" {
			endpoints[key] = cloud.ParseConfiguredEndpoint(value, inEnvironment(variable))
		}
	}
	return endpoints
}

// search looks for the identity that the environment names, and collects the places where there is none for the error of a Chain.
type search struct {
	Environment
	places []credentials.Provider
}

// skip collects a place, with the reason why nothing is used from there.
func (s *search) skip(format string, args ...any) {
	s.places = append(s.places, credentials.NotConfigured(fmt.Sprintf(format, args...)))
}

// find is lookup; if none of the variables is set, they are a place to skip.
func (s *search) find(names ...string) (name, value string) {
	name, value = s.lookup(names...)
	if value == "" {
		s.skip("%s (not set)", strings.Join(names, " and "))
	}
	return name, value
}

// variables are the variables of one key: the three belong together, and are never mixed with another tool's. Some tools have none for
// a token.
type variables struct{ key, secret, token string }

// key provides the key of the first variables of which anything but the token is set, since a token alone is no identity. It is nil
// where none is.
func (s *search) key(sets []variables) credentials.Provider {
	for _, names := range sets {
		key, secret := s.get(names.key), s.get(names.secret)
		switch {
		case key == "" && secret == "":
			s.skip("%s and %s (not set)", names.key, names.secret)
		case secret == "":
			return incompleteKey(names.key, names.secret)
		case key == "":
			return incompleteKey(names.secret, names.key)
		default:
			return credentials.Static(credentials.Credentials{
				AccessKeyID: key, SecretKey: secret, SecurityToken: s.get(names.token),
				Source: fmt.Sprintf("%s and %s", names.key, names.secret),
			})
		}
	}
	return nil
}

// incompleteKey is a provider whose error names the half of a key that is not set.
func incompleteKey(set, unset string) credentials.Provider {
	return credentials.Misconfigured(credentials.Invalid(fmt.Sprintf("%s is set in the environment and %s is not.", set, unset),
		fmt.Sprintf("Set %s too, or unset %s.", unset, set)))
}

// unread skips the variables that are set and not read.
func (s *search) unread(variables []unread) {
	for _, u := range variables {
		if s.get(u.name) != "" {
			s.skip("%s (set, and not read: %s)", u.name, u.instead)
		}
	}
}
