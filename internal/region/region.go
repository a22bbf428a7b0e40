// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package region holds the one rule of what can be a region's id.
package region

import "regexp"

const maxLength = 63 // of one part of a host name

var id = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// IsID reports whether text can be the id of a region. It becomes part of a host name, so nothing else may pass; whether
// the region exists is for the cloud to say.
func IsID(text string) bool { return len(text) <= maxLength && id.MatchString(text) }

// Form says in words what IsID accepts.
const Form = "at most 63 lower-case letters, digits and single hyphens"
