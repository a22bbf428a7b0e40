// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The dialects: how a request is written, signed and refused.
const (
	// DialectRPC is Alibaba Cloud RPC, HMAC-SHA1: everything is a parameter, the path is "/".
	DialectRPC = "alibaba-rpc"
	// DialectROA is Alibaba Cloud ROA, HMAC-SHA1: a path, and x-acs- headers.
	DialectROA = "alibaba-roa"
	// DialectHuawei is Huawei Cloud's API gateway: SDK-HMAC-SHA256 or X-Auth-Token.
	DialectHuawei = "huawei"
	// DialectMetadata is unsigned: the ECS metadata service and the credentials URI.
	DialectMetadata = "metadata"
)

// anyKey stands for every key of an API in a script, and for every API in a list of denied ones.
const anyKey = "*"

// AnyKey, as the key in Server.Script, scripts every key of an API.
const AnyKey = anyKey

// ScenarioFile is one file of a scenario folder: one API, and what it answers. Each *.json file directly in the
// folder is one; bodies that must not be touched live in a folder below it.
type ScenarioFile struct {
	// Source cites the vendor's document, in our own words.
	Source string `json:"source"`
	// API says how a request for this API looks.
	API APISpec `json:"api"`
	// Unknown answers a key that no scenario has, Empty a missing or empty key.
	Unknown Response `json:"unknown"`
	Empty   Response `json:"empty"`
	// Invalid, when given, answers a key that its pattern does not match.
	Invalid *struct {
		Pattern string   `json:"pattern"`
		Answer  Response `json:"response"`
	} `json:"invalid,omitempty"`
	// Scenarios are the keys it knows.
	Scenarios []Scenario `json:"scenarios"`
}

// APISpec is how a request for an API looks.
type APISpec struct {
	// Name is the API's action; the journal and scripts use it.
	Name string `json:"name"`
	// Dialect is one of the Dialect constants.
	Dialect string `json:"dialect"`
	// Product is the product's short name ("pts"), for people.
	Product string `json:"product"`
	// HostPrefix is how the product's host names begin ("pts."). It is looked at when a request names a real host.
	HostPrefix string `json:"host_prefix"`
	// Version is the API version, for the Alibaba dialects.
	Version string `json:"version,omitempty"`
	// Methods are the HTTP methods it takes.
	Methods []string `json:"methods"`
	// Path is the path, with {name} for a segment. RPC has none: it is "/".
	Path string `json:"path,omitempty"`
	// Key is where the key is: "query:SceneId" (a parameter, of the address or a form) or "path:service_id".
	Key string `json:"key"`
}

// Scenario is one key of an API, and its answers in order; the last repeats.
type Scenario struct {
	Key string `json:"key"`
	// Shows says in a few words what the key is good for.
	Shows     string     `json:"shows"`
	Responses []Response `json:"responses"`
}

// api is an API the server has: from a scenario file, or built in.
type api struct {
	APISpec
	unknown, empty, invalid Response
	pattern                 *regexp.Regexp
	scenarios               []Scenario
	segments                []string
	// handle answers the built-in APIs, which compute.
	handle func(c *call) Response
	// anonymous APIs take calls that are not signed.
	anonymous bool
}

// loadScenarios reads every scenario file of the folders.
func loadScenarios(dirs []string) ([]*api, error) {
	var apis []*api
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil {
			return nil, fmt.Errorf("scenario folder: %w", err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("scenario folder: %s is not a folder", dir)
		}
		files, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.json"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("scenario folder: %s has no *.json", dir)
		}
		for _, file := range files {
			a, err := loadScenario(file)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			apis = append(apis, a)
		}
	}
	return apis, nil
}

func loadScenario(file string) (*api, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var f ScenarioFile
	if err := strictJSON(data, &f); err != nil {
		return nil, err
	}
	if f.Source == "" {
		return nil, errors.New("source is missing: a scenario file cites the document it follows")
	}
	a := &api{APISpec: f.API, unknown: f.Unknown, empty: f.Empty, scenarios: f.Scenarios}
	if err := a.checkSpec(); err != nil {
		return nil, err
	}
	responses := []*Response{&a.unknown, &a.empty}
	if f.Invalid != nil {
		if a.pattern, err = regexp.Compile(f.Invalid.Pattern); err != nil {
			return nil, err
		}
		a.invalid = f.Invalid.Answer
		responses = append(responses, &a.invalid)
	}
	seen := map[string]bool{}
	for i := range a.scenarios {
		s := &a.scenarios[i]
		if s.Key == "" || s.Shows == "" || len(s.Responses) == 0 {
			return nil, fmt.Errorf("scenario %d has no key, says not what it shows, or has no answers", i+1)
		}
		if seen[s.Key] {
			return nil, fmt.Errorf("the key %q is there twice", s.Key)
		}
		seen[s.Key] = true
		for j := range s.Responses {
			responses = append(responses, &s.Responses[j])
		}
	}
	for _, response := range responses {
		if err := response.check(); err != nil {
			return nil, err
		}
		if err := response.load(filepath.Dir(file)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// load reads the file that a response's body is kept in.
func (r *Response) load(dir string) error {
	if r.File == "" {
		return nil
	}
	if !filepath.IsLocal(r.File) {
		return fmt.Errorf("the body file %q is outside the scenario's folder", r.File)
	}
	data, err := os.ReadFile(filepath.Join(dir, r.File))
	if err != nil {
		return err
	}
	r.Base64, r.File = data, ""
	return nil
}

func (a *api) checkSpec() error {
	if a.Name == "" || a.Product == "" || len(a.Methods) == 0 {
		return errors.New("the api needs a name, a product and methods")
	}
	where, name, _ := strings.Cut(a.Key, ":")
	if name == "" || where != "query" && where != "path" {
		return fmt.Errorf("the api's key %q is neither query:Name nor path:name", a.Key)
	}
	switch a.Dialect {
	case DialectRPC:
		if a.Path != "" || a.Version == "" || where != "query" {
			return errors.New("an RPC api has a version, its key in the query, and no path")
		}
	case DialectROA, DialectHuawei:
		if !strings.HasPrefix(a.Path, "/") || a.Dialect == DialectROA && a.Version == "" {
			return errors.New("the api needs a path, and a version if it is ROA")
		}
		a.segments = strings.Split(a.Path, "/")
		if where == "path" && !slices.Contains(a.segments, "{"+name+"}") {
			return fmt.Errorf("the api's path has no {%s}", name)
		}
	default:
		return fmt.Errorf("the api's dialect %q is not known", a.Dialect)
	}
	return nil
}

// match tells whether a path, in unescaped segments, is this API's, and gives what its {names} stand for.
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

// keyOf finds the key of a call in its parameters or in the path's values.
func (a *api) keyOf(params parameters, path map[string]string) string {
	where, name, _ := strings.Cut(a.Key, ":")
	if where == "path" {
		return path[name]
	}
	return params.get(name)
}

// serves tells whether a request to this host can be for the API: the real clouds have a host per product.
func (a *api) servesHost(host string) bool {
	return a.HostPrefix == "" || isLoopbackHost(host) || strings.HasPrefix(strings.ToLower(host), a.HostPrefix)
}

// answer picks what the scenarios say to a key; turn is how often this key has been asked before.
func (a *api) response(key string, turn func() int) Response {
	if key == "" {
		return a.empty
	}
	if a.pattern != nil && !a.pattern.MatchString(key) {
		return a.invalid
	}
	for _, s := range a.scenarios {
		if s.Key == key {
			return s.Responses[min(turn(), len(s.Responses)-1)]
		}
	}
	return a.unknown
}

// DefaultScenarios finds the scenario folders of the module that a directory is in.
func DefaultScenarios(from string) ([]string, error) {
	dir, err := filepath.Abs(from)
	if err != nil {
		return nil, err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			return nil, fmt.Errorf("no go.mod at or above %s: name the scenario folders", from)
		}
		dir = up
	}
	pattern := filepath.Join(escapeGlob(dir), "internal", "services", "*", "testdata", "emulator")
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no scenario folders %s", pattern)
	}
	return found, nil
}

// escapeGlob keeps a folder's own name from being read as a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
