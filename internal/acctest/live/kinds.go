// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"fmt"
	"strings"
)

// kind is one of the kinds whose values a configuration can store in the state.
type kind struct {
	name string
	// config is a configuration that reads an id.
	config func(a api, id string) string
	// values finds in the state what was read. resources are the attributes of each resource, by address.
	values func(a api, resources map[string]map[string]any) map[string]any
}

// echo is the resource through which the test sees an ephemeral value. It stores all but the secret.
const echo = "echo.read"

var kinds = []kind{
	{
		name: "data source",
		config: func(a api, id string) string {
			return fmt.Sprintf("data %q \"read\" {\n  %s = %q\n}\n", a.typeName, a.argument, id)
		},
		values: func(a api, resources map[string]map[string]any) map[string]any { return resources[a.dataSource()] },
	},
	{
		name: "ephemeral resource",
		config: func(a api, id string) string {
			secret, _, _ := strings.Cut(a.stored, ".")
			return fmt.Sprintf("ephemeral %q \"read\" {\n  %s = %q\n}\n", a.typeName, a.argument, id) +
				fmt.Sprintf("provider \"echo\" {\n  data = { for name, value in ephemeral.%s.read : name => value if name != %q }\n}\n",
					a.typeName, secret) +
				"resource \"echo\" \"read\" {}\n"
		},
		values: func(_ api, resources map[string]map[string]any) map[string]any {
			values, _ := resources[echo]["data"].(map[string]any)
			return values
		},
	},
}

// dataSource is the address of the API's data source.
func (a api) dataSource() string { return "data." + a.typeName + ".read" }

// config is a configuration that reads an id through all kinds but the action, and through the plural data source.
func (a api) config(id string) string {
	config := "provider \"cloudstatus\" {}\n"
	for _, k := range kinds {
		config += k.config(a, id)
	}
	if a.plural != nil {
		config += fmt.Sprintf("data %q \"read\" {\n  %s = [%q]\n}\n", a.plural.typeName, a.plural.argument, id)
	}
	return config
}

// actionConfig is a configuration with an action that reads an id and checks nothing.
func (a api) actionConfig(id string) string {
	return fmt.Sprintf("provider \"cloudstatus\" {}\naction %q \"read\" {\n  config {\n    %s = %q\n  }\n}\n",
		a.typeName+"_check", a.argument, id)
}

// action is the address of the API's action.
func (a api) action() string { return "action." + a.typeName + "_check.read" }
