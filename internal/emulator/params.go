// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/url"
	"sort"
	"strings"
)

// parameter is one parameter of a request.
type parameter struct{ name, value string }

// parameters are a list and not a map, so that a signature covers a parameter that occurs twice.
type parameters []parameter

// parametersOf returns the parameters of a query and of a form, sorted.
func parametersOf(sets ...url.Values) parameters {
	var all parameters
	for _, set := range sets {
		for name, values := range set {
			for _, value := range values {
				all = append(all, parameter{name, value})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].name != all[j].name {
			return all[i].name < all[j].name
		}
		return all[i].value < all[j].value
	})
	return all
}

// get returns the first value of a parameter, or "" if there is none.
func (p parameters) get(name string) string {
	for _, one := range p {
		if one.name == name {
			return one.value
		}
	}
	return ""
}

// escape escapes text according to RFC 3986: all except letters, digits and - _ . ~ becomes %XX in upper case.
func escape(text string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// segmentsOf splits an escaped path and unescapes each part, so that an escaped slash stays inside its segment.
func segmentsOf(escapedPath string) ([]string, error) {
	parts := strings.Split(escapedPath, "/")
	for i, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return nil, err
		}
		parts[i] = plain
	}
	return parts, nil
}
