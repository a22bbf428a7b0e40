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

// ScenarioFile is one file of a scenario folder: one API and its responses. Each *.json file directly in the folder is
// one. Bodies that must stay byte for byte are in a folder below it.
type ScenarioFile struct {
	// Source cites the vendor's document.
	Source string `json:"source"`
	// API describes the requests for this API.
	API APISpec `json:"api"`
	// Unknown is the response to a key that no scenario has, Empty that to a missing or empty key.
	Unknown Response `json:"unknown"`
	Empty   Response `json:"empty"`
	// Invalid, if set, has the response to a key that does not match its pattern.
	Invalid *struct {
		Pattern  string   `json:"pattern"`
		Response Response `json:"response"`
	} `json:"invalid,omitempty"`
	// Scenarios are the known keys.
	Scenarios []Scenario `json:"scenarios"`
}

// APISpec describes the requests for an API.
type APISpec struct {
	// Name is the API's action, by which the journal and scripts name it.
	Name string `json:"name"`
	// Dialect is one of the Dialect constants.
	Dialect string `json:"dialect"`
	// Product is the product's short name, such as "pts".
	Product string `json:"product"`
	// HostPrefix is the start of the product's host names ("pts."). It is checked if a request names a real host.
	HostPrefix string `json:"host_prefix"`
	// Version is the API version, for the Alibaba dialects.
	Version string `json:"version,omitempty"`
	// Methods are the accepted HTTP methods.
	Methods []string `json:"methods"`
	// Path is the path, with {name} for a variable segment. It is empty for RPC, where the path is "/".
	Path string `json:"path,omitempty"`
	// Key is where the key is: "query:SceneId" (a parameter in the query or in a form) or "path:service_id".
	Key string `json:"key"`
}

// Scenario is one key of an API and its responses, in order; the last one repeats.
type Scenario struct {
	Key string `json:"key"`
	// Shows describes in a few words what the key shows.
	Shows     string     `json:"shows"`
	Responses []Response `json:"responses"`
}

// api is an API of the server, from a scenario file or built in.
type api struct {
	APISpec
	unknown, empty, invalid Response
	pattern                 *regexp.Regexp
	scenarios               []Scenario
	segments                []string
	// handle makes the response of a built-in API.
	handle func(c *call) Response
	// anonymous APIs accept unsigned calls.
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

// loadScenario reads one scenario file.
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
		return nil, errors.New("source is missing: a scenario file cites the vendor's document")
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
		a.invalid = f.Invalid.Response
		responses = append(responses, &a.invalid)
	}
	seen := map[string]bool{}
	for i := range a.scenarios {
		s := &a.scenarios[i]
		if s.Key == "" || s.Shows == "" || len(s.Responses) == 0 {
			return nil, fmt.Errorf("scenario %d lacks key, shows or responses", i+1)
		}
		if seen[s.Key] {
			return nil, fmt.Errorf("the key %q occurs twice", s.Key)
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

// load reads the file with the response's body, if it has one.
func (r *Response) load(dir string) error {
	if r.File == "" {
		return nil
	}
	if !filepath.IsLocal(r.File) {
		return fmt.Errorf("the body file %q is outside the scenario folder", r.File)
	}
	data, err := os.ReadFile(filepath.Join(dir, r.File))
	if err != nil {
		return err
	}
	r.Base64, r.File = data, ""
	return nil
}

// checkSpec reports an APISpec that is not valid.
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
			return errors.New("an RPC api needs a version, its key in the query, and no path")
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
		return fmt.Errorf("the api has the unknown dialect %q", a.Dialect)
	}
	return nil
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

// keyOf returns the key of a call, from its parameters or from the values in its path.
func (a *api) keyOf(params parameters, path map[string]string) string {
	where, name, _ := strings.Cut(a.Key, ":")
	if where == "path" {
		return path[name]
	}
	return params.get(name)
}

// servesHost reports whether the API has this host: the real clouds have a host per product.
func (a *api) servesHost(host string) bool {
	return a.HostPrefix == "" || isLoopbackHost(host) || strings.HasPrefix(strings.ToLower(host), a.HostPrefix)
}

// response returns the response to a key. position returns the number of earlier reads of the key.
func (a *api) response(key string, position func() int) Response {
	if key == "" {
		return a.empty
	}
	if a.pattern != nil && !a.pattern.MatchString(key) {
		return a.invalid
	}
	for _, s := range a.scenarios {
		if s.Key == key {
			return s.Responses[min(position(), len(s.Responses)-1)]
		}
	}
	return a.unknown
}

// DefaultScenarios returns the scenario folders of the module that a directory is in.
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
			return nil, fmt.Errorf("no go.mod in %s or above it: name the scenario folders", from)
		}
		dir = up
	}
	pattern := filepath.Join(escapeGlob(dir), "internal", "services", "*", "testdata", "emulator")
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no scenario folders match %s", pattern)
	}
	return found, nil
}

// escapeGlob escapes a folder's name for use in a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
