// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// embedded are the scenarios that every emulator has, one folder per API.
//
//go:embed scenarios
var embedded embed.FS

// loadScenarios loads the embedded scenario files, and then those of the folders, which add to them.
func loadScenarios(folders []string) ([]*api, error) {
	var apis []*api
	entries, err := embedded.ReadDir("scenarios")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		folder := path.Join("scenarios", entry.Name())
		files, err := fs.Sub(embedded, folder)
		if err != nil {
			return nil, err
		}
		if apis, err = addFolder(apis, files, folder); err != nil {
			return nil, err
		}
	}
	for _, folder := range folders {
		if apis, err = addFolder(apis, os.DirFS(folder), folder); err != nil {
			return nil, err
		}
	}
	return apis, nil
}

// addFolder adds the scenario files of one folder, in the order of their names.
func addFolder(apis []*api, files fs.FS, folder string) ([]*api, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // the path is relative to the folder
		}
		return nil, fmt.Errorf("scenario folder %q: %w", folder, err)
	}
	found := false
	for _, entry := range entries {
		if entry.IsDir() || path.Ext(entry.Name()) != ".json" {
			continue
		}
		found = true
		if apis, err = addFile(apis, files, entry.Name()); err != nil {
			return nil, fmt.Errorf("scenario file %q: %w", filepath.Join(folder, entry.Name()), err)
		}
	}
	if !found {
		return nil, fmt.Errorf("scenario folder %q: there is no *.json in it", folder)
	}
	return apis, nil
}

// addFile adds a scenario file: a new API, or more about an API of an earlier file.
func addFile(apis []*api, files fs.FS, name string) ([]*api, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var f ScenarioFile
	if err := strictJSON(data, &f); err != nil {
		return nil, atLine(data, err)
	}
	if err := f.load(files); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(apis, func(a *api) bool { return a.Name == f.API.Name }); i >= 0 {
		return apis, apis[i].add(f)
	}
	a, err := newAPI(f)
	if err != nil {
		return nil, err
	}
	return append(apis, a), a.add(f)
}

// newAPI returns the API that a scenario file describes, without its responses.
func newAPI(f ScenarioFile) (*api, error) {
	switch {
	case f.API.onlyName():
		return nil, fmt.Errorf("no other file describes the api %q, so this one must", f.API.Name)
	case f.Source == "":
		return nil, errors.New("source is missing: a file that describes an api cites the vendor's document")
	}
	a := &api{APISpec: f.API}
	if err := a.checkSpec(); err != nil {
		return nil, err
	}
	if f.Unknown == nil || f.Empty == nil {
		return nil, errors.New("unknown or empty is missing: the responses to a key that is not known, and to none")
	}
	return a, nil
}

// add adds the responses of a scenario file. They take precedence over those of earlier files.
func (a *api) add(f ScenarioFile) error {
	if !f.API.onlyName() && !reflect.DeepEqual(f.API, a.APISpec) {
		return fmt.Errorf("an earlier file describes the api %q differently; give only its name", a.Name)
	}
	if f.Unknown != nil {
		a.unknown = *f.Unknown
	}
	if f.Empty != nil {
		a.empty = *f.Empty
	}
	if f.Invalid != nil {
		pattern, err := regexp.Compile(f.Invalid.Pattern)
		if err != nil {
			return err
		}
		a.pattern, a.invalid = pattern, f.Invalid.Response
	}
	var keys []string
	for i, s := range f.Scenarios {
		if err := s.check(); err != nil {
			return fmt.Errorf("scenario %d: %w", i+1, err)
		}
		if slices.Contains(keys, s.Key) {
			return fmt.Errorf("the key %q occurs twice", s.Key)
		}
		if key := s.number(1); a.pattern != nil && !a.pattern.MatchString(key) {
			return fmt.Errorf("the key %q does not match the api's pattern %s", key, a.pattern)
		}
		keys = append(keys, s.Key)
	}
	earlier := slices.DeleteFunc(a.scenarios, func(s Scenario) bool { return slices.Contains(keys, s.Key) })
	a.scenarios = append(slices.Clone(f.Scenarios), earlier...)
	return nil
}

// load checks every response of the file and reads the bodies that are in files of their own.
func (f *ScenarioFile) load(files fs.FS) error {
	responses := []*Response{f.Unknown, f.Empty}
	if f.Invalid != nil {
		responses = append(responses, &f.Invalid.Response)
	}
	for _, s := range f.Scenarios {
		for i := range s.Responses {
			responses = append(responses, &s.Responses[i])
		}
	}
	for _, r := range responses {
		if r == nil {
			continue
		}
		if err := r.check(); err != nil {
			return err
		}
		if err := r.load(files); err != nil {
			return err
		}
	}
	return nil
}

// load reads the file with the response's body, if it has one.
func (r *Response) load(files fs.FS) error {
	if r.File == "" {
		return nil
	}
	if !fs.ValidPath(r.File) {
		return fmt.Errorf("the body file %q is outside the scenario folder", r.File)
	}
	data, err := fs.ReadFile(files, r.File)
	if err != nil {
		return err
	}
	r.Base64, r.File = data, ""
	return nil
}

// onlyName reports whether the description is only a name, which refers to an API of an earlier file.
func (s APISpec) onlyName() bool {
	return s.Name != "" && reflect.DeepEqual(s, APISpec{Name: s.Name})
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

// atLine adds to an error of encoding/json the line that it is about, where that is known.
func atLine(data []byte, err error) error {
	var offset int64
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &mismatch):
		offset = mismatch.Offset
	default:
		return err
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n")), err)
}
