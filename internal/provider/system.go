// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
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
