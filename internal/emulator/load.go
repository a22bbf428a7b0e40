// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"cmp"
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
func loadScenarios(folders []string) (apis []*api, err error) {
	builtin, err := fs.Glob(embedded, "scenarios/*")
	if err != nil {
		return nil, err
	}
	for _, folder := range builtin {
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

// file is a scenario file that is being loaded.
type file struct {
	scenarioFile
	data   []byte
	folder fs.FS
}

// addFile adds a scenario file: a new API, or more about an API of an earlier file.
func addFile(apis []*api, folder fs.FS, name string) ([]*api, error) {
	f := &file{folder: folder}
	var err error
	if f.data, err = fs.ReadFile(folder, name); err != nil {
		return nil, err
	}
	if err := strictJSON(f.data, &f.scenarioFile); err != nil {
		return nil, f.at(f.data, err)
	}
	i := slices.IndexFunc(apis, func(a *api) bool { return a.Name == f.API.Name })
	if i < 0 {
		a, err := f.newAPI()
		if err != nil {
			return nil, f.at([]byte(`"api"`), err)
		}
		i, apis = len(apis), append(apis, a)
	}
	return apis, f.addTo(apis[i])
}

// newAPI returns the API that a scenario file describes, without its responses.
func (f *file) newAPI() (*api, error) {
	switch {
	case f.API.onlyName():
		return nil, fmt.Errorf("no other file describes the api %q, so this one must", f.API.Name)
	case f.Source == "":
		return nil, errors.New("source is missing: a file that describes an api cites the vendor's document")
	}
	if err := f.API.check(); err != nil {
		return nil, err
	}
	if f.Unknown == nil || f.Empty == nil {
		return nil, errors.New("unknown or empty is missing: the responses to a key that is not known, and to none")
	}
	return &api{APISpec: f.API, segments: strings.Split(cmp.Or(f.API.Path, "/"), "/")}, nil
}

// addTo adds the responses of a scenario file to its API. They take precedence over those of earlier files.
func (f *file) addTo(a *api) (err error) {
	if !f.API.onlyName() && !reflect.DeepEqual(f.API, a.APISpec) {
		return f.at([]byte(`"api"`), fmt.Errorf("an earlier file describes the api %q differently; give only its name", a.Name))
	}
	for _, other := range []struct {
		name string
		sent json.RawMessage
		to   *[]Response
	}{{"unknown", f.Unknown, &a.unknown}, {"empty", f.Empty, &a.empty}, {"invalid", f.Invalid.Response, &a.invalid}} {
		if other.sent != nil {
			if *other.to, err = f.responses(other.name, other.sent); err != nil {
				return err
			}
		}
	}
	if f.Invalid.Pattern != "" {
		if a.pattern, err = regexp.Compile(f.Invalid.Pattern); err != nil {
			return f.at([]byte(`"invalid"`), err)
		}
	}
	var added []Scenario
	for i, sent := range f.Scenarios {
		place := fmt.Sprintf("scenario %d", i+1)
		var s struct {
			Scenario
			Responses []json.RawMessage `json:"responses"`
		}
		if err := strictJSON(sent, &s); err != nil {
			return f.at(sent, fmt.Errorf("%s: %w", place, err))
		}
		if s.Key != "" {
			place = fmt.Sprintf("scenario %d, %q", i+1, s.Key)
		}
		if s.Scenario.Responses, err = f.responses(place, s.Responses...); err != nil {
			return err
		}
		err := s.check()
		if slices.ContainsFunc(added, func(other Scenario) bool { return other.Key == s.Key }) {
			err = errors.New("this key occurs twice in the file")
		} else if s.Region != "" && a.Dialect != DialectROA {
			err = errors.New("it has a region, which only an application of SAE is bound to")
		} else if err == nil && a.pattern != nil && !a.pattern.MatchString(s.number(1)) {
			err = fmt.Errorf("the key does not match the api's pattern %s", a.pattern)
		}
		if err != nil {
			return f.at(sent, fmt.Errorf("%s: %w", place, err))
		}
		added = append(added, s.Scenario)
	}
	a.scenarios = append(added, slices.DeleteFunc(a.scenarios, func(earlier Scenario) bool {
		return slices.ContainsFunc(added, func(s Scenario) bool { return s.Key == earlier.Key })
	})...)
	return nil
}

// responses decodes responses strictly, and reads the bodies that are in files of their own.
func (f *file) responses(place string, sent ...json.RawMessage) ([]Response, error) {
	all := make([]Response, len(sent))
	for i, one := range sent {
		r := &all[i]
		err := strictJSON(one, r)
		if err == nil {
			err = r.check()
		}
		if err == nil && r.File != "" {
			if !fs.ValidPath(r.File) {
				err = fmt.Errorf("the body file %q is outside the scenario folder", r.File)
			} else if r.Base64, err = fs.ReadFile(f.folder, r.File); err == nil {
				r.File = ""
			}
		}
		if err != nil {
			return nil, f.at(one, fmt.Errorf("%s, response %d: %w", place, i+1, err))
		}
	}
	return all, nil
}

// at adds to an error about a part of the file the line that it is about.
func (f *file) at(part []byte, err error) error {
	offset := max(bytes.Index(f.data, part), 0)
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	_, unknown, _ := strings.Cut(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &syntax):
		offset += int(syntax.Offset)
	case errors.As(err, &mismatch):
		offset += int(mismatch.Offset)
	case unknown != "":
		offset += max(bytes.Index(part, []byte(unknown)), 0)
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(f.data[:min(offset, len(f.data))], []byte("\n")), err)
}

// onlyName reports whether the description is only a name, which refers to an API of an earlier file.
func (s APISpec) onlyName() bool {
	return s.Name != "" && reflect.DeepEqual(s, APISpec{Name: s.Name})
}

// check reports an APISpec that is not valid.
func (s APISpec) check() error {
	where, name, _ := strings.Cut(s.Key, ":")
	rpc, roa := s.Dialect == DialectRPC, s.Dialect == DialectROA
	switch {
	case s.Name == "" || s.Product == "" || len(s.Methods) == 0:
		return errors.New("the api needs a name, a product and methods")
	case name == "" || where != "query" && where != "path":
		return fmt.Errorf("the api's key %q is neither query:Name nor path:name", s.Key)
	case !rpc && !roa && s.Dialect != DialectHuawei:
		return fmt.Errorf("the api has the unknown dialect %q", s.Dialect)
	case rpc && (s.Path != "" || s.Version == "" || where != "query"):
		return errors.New("an RPC api needs a version, its key in the query, and no path")
	case !rpc && !strings.HasPrefix(s.Path, "/") || roa && s.Version == "":
		return errors.New("the api needs a path, and a version if it is ROA")
	case where == "path" && !slices.Contains(strings.Split(s.Path, "/"), "{"+name+"}"):
		return fmt.Errorf("the api's path has no {%s}", name)
	}
	return nil
}
