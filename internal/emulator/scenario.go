// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A dialect is how requests are written, signed and refused.
const (
	// DialectRPC is Alibaba Cloud RPC, HMAC-SHA1: all input is parameters, and the path is "/".
	DialectRPC = "alibaba-rpc"
	// DialectROA is Alibaba Cloud ROA, HMAC-SHA1: a path and x-acs- headers.
	DialectROA = "alibaba-roa"
	// DialectHuawei is Huawei Cloud's API gateway: SDK-HMAC-SHA256 or X-Auth-Token.
	DialectHuawei = "huawei"
	// DialectMetadata is unsigned: the ECS metadata service and the credentials URI.
	DialectMetadata = "metadata"
)

// AnyKey stands for every key of an API in Server.Script, and for every API in Identity.Denied.
const AnyKey = "*"

// scenarioFile is one file of a scenario folder: one API and its responses. Each *.json file directly in the folder is
// one. Bodies that must stay byte for byte are in a folder below it.
//
// A file about an API of an earlier file adds to it, and takes precedence: it needs only the API's name and its scenarios,
// and a key that an earlier file has too gets the new responses.
type scenarioFile struct {
	// Source cites the vendor's document. A file that describes an API must have it.
	Source string `json:"source"`
	// API describes the requests for this API.
	API APISpec `json:"api"`
	// Unknown is the response to a key that no scenario has, Empty that to a missing or empty key.
	Unknown json.RawMessage `json:"unknown"`
	Empty   json.RawMessage `json:"empty"`
	// Invalid, if set, has the response to a key that does not match its pattern.
	Invalid struct {
		Pattern  string          `json:"pattern"`
		Response json.RawMessage `json:"response"`
	} `json:"invalid"`
	// Scenarios are the known keys, each a Scenario. They are decoded one by one, so that an error names its place.
	Scenarios []json.RawMessage `json:"scenarios"`
}

// APISpec describes the requests for an API.
type APISpec struct {
	// Name is the API's action, by which the journal and scripts name it.
	Name string `json:"name"`
	// Dialect is one of the Dialect constants.
	Dialect string `json:"dialect,omitempty"`
	// Product is the product's short name, such as "pts".
	Product string `json:"product,omitempty"`
	// HostPrefix is the start of the product's host names ("pts."). It is checked if a request names a real host.
	HostPrefix string `json:"host_prefix,omitempty"`
	// Version is the API version, for the Alibaba dialects.
	Version string `json:"version,omitempty"`
	// Methods are the accepted HTTP methods.
	Methods []string `json:"methods,omitempty"`
	// Path is the path, with {name} for a variable segment. It is empty for RPC, where the path is "/".
	Path string `json:"path,omitempty"`
	// Key is where the key is: "query:SceneId" (a parameter in the query or in a form) or "path:service_id".
	Key string `json:"key,omitempty"`
}

// Scenario is one key of an API, or many that differ in a number, and the responses in order; the last one repeats.
type Scenario struct {
	// Key is the key. With a Count it has the verb %d, or one like %04d, and stands for the keys numbered from 1 to Count;
	// each of them advances by itself. A scenario without a Count has precedence for its key.
	Key string `json:"key"`
	// Count is the number of keys, 0 for one key without a number.
	Count int `json:"count,omitempty"`
	// Region, if set, is the only region that has the key, as an application is visible only in its own.
	Region string `json:"region,omitempty"`
	// Shows describes in a few words what the key shows.
	Shows     string     `json:"shows"`
	Responses []Response `json:"responses"`
}

// check reports a scenario that is not valid.
func (s Scenario) check() error {
	if s.Key == "" || s.Shows == "" || len(s.Responses) == 0 {
		return errors.New("it lacks key, shows or responses")
	}
	switch numbered := numberedKey.MatchString(s.Key); {
	case s.Count < 0:
		return fmt.Errorf("the count %d is negative", s.Count)
	case s.Count > 0 && !numbered:
		return fmt.Errorf("the key %q has a count, so it needs one number, such as %%04d", s.Key)
	case s.Count == 0 && numbered:
		return fmt.Errorf("the key %q has a number, so it needs a count", s.Key)
	}
	return nil
}

// numberedKey matches a key with one number.
var numberedKey = regexp.MustCompile(`^[^%]*%(0[1-9])?d[^%]*$`)

// number returns the key with a number; a key without a count is always the same.
func (s Scenario) number(n int) string {
	if s.Count == 0 {
		return s.Key
	}
	return fmt.Sprintf(s.Key, n)
}

// numbers reports whether the key is one of the numbered keys.
func (s Scenario) numbers(key string) bool {
	before, rest, _ := strings.Cut(s.Key, "%")
	_, after, _ := strings.Cut(rest, "d")
	digits, begins := strings.CutPrefix(key, before)
	digits, ends := strings.CutSuffix(digits, after)
	n, err := strconv.Atoi(digits)
	return begins && ends && err == nil && n >= 1 && n <= s.Count && s.number(n) == key
}

// api is an API of the server, from a scenario file or built in.
type api struct {
	APISpec
	unknown, empty, invalid []Response
	pattern                 *regexp.Regexp
	scenarios               []Scenario
	segments                []string
	// handle makes the response of a built-in API.
	handle func(c *call) Response
	// anonymous APIs accept unsigned calls.
	anonymous bool
}

// match reports whether a path, in unescaped segments, is that of the API, and returns the values of its {names}.
func (a *api) match(segments []string) (map[string]string, bool) {
	if len(segments) != len(a.segments) {
		return nil, false
	}
	values := map[string]string{}
	for i, want := range a.segments {
		if strings.HasPrefix(want, "{") && strings.HasSuffix(want, "}") {
			values[want[1:len(want)-1]] = segments[i]
		} else if want != segments[i] {
			return nil, false
		}
	}
	return values, true
}

// servesHost reports whether the API has this host: the real clouds have a host per product.
func (a *api) servesHost(host string) bool {
	return a.HostPrefix == "" || isLoopbackHost(host) || strings.HasPrefix(strings.ToLower(host), a.HostPrefix)
}

// responses returns the responses to a key in a region, in order; the last one repeats.
func (a *api) responses(key, region string) []Response {
	switch {
	case key == "":
		return a.empty
	case a.pattern != nil && !a.pattern.MatchString(key):
		return a.invalid
	}
	i := slices.IndexFunc(a.scenarios, func(s Scenario) bool { return s.Count == 0 && s.Key == key })
	if i < 0 {
		i = slices.IndexFunc(a.scenarios, func(s Scenario) bool { return s.numbers(key) })
	}
	if i < 0 || a.scenarios[i].Region != "" && a.scenarios[i].Region != region {
		return a.unknown
	}
	return a.scenarios[i].Responses
}
