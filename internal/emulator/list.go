// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
)

// examples has a scenario file for each API to begin with, with every member that the vendor's document names.
//
//go:embed examples
var examples embed.FS

// Example returns a scenario file for an API, to be edited.
func Example(api string) ([]byte, error) {
	text, err := examples.ReadFile("examples/" + api + ".json")
	if err == nil {
		return text, nil
	}
	var names []string
	files, _ := examples.ReadDir("examples")
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".json"))
	}
	return nil, fmt.Errorf("there is no example for the API %q; there is one for each of %s", api, strings.Join(names, ", "))
}

// List returns a table of the scenarios: for each API its ids, those in the folders too, and what each shows.
func List(folders []string) (string, error) {
	apis, err := loadScenarios(folders)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, a := range apis {
		cloud := "Alibaba Cloud"
		if a.Dialect == DialectHuawei {
			cloud = "Huawei Cloud"
		}
		_, name, _ := strings.Cut(a.Key, ":")
		fmt.Fprintf(&text, "%s of %s (%s)\n\n", a.Name, cloud, a.Product)
		table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
		fmt.Fprintf(table, "  %s\twhat it shows\n", name)
		for _, s := range a.scenarios {
			id, shows := s.number(1), s.Shows
			if s.Count > 0 {
				id += " to " + s.number(s.Count)
			}
			if s.Region != "" {
				shows = "in " + s.Region + " only: " + shows
			}
			fmt.Fprintf(table, "  %s\t%s\n", id, shows)
		}
		refusal, body := a.unknown[0], struct{ Message string }{}
		_ = json.Unmarshal(refusal.Body, &body) // an error envelope is no body, and has the message itself
		fmt.Fprintf(table, "  any other\trefused with HTTP %d: %s\n\n", refusal.status(Fault{}), cmp.Or(refusal.Message, body.Message))
		_ = table.Flush() // fails only if the text does
	}
	return text.String(), nil
}
