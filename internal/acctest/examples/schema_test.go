// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"encoding/json"
	"os/exec"
	"reflect"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestSchemaJSON compares the schemas that docs/ is made from with those that the CLI writes.
func TestSchemaJSON(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	f := newWorkDir(t, server)
	address := "registry.terraform.io/cloudstatus/cloudstatus"
	if f.tool.IsOpenTofu() {
		address = "registry.opentofu.org/cloudstatus/cloudstatus"
	}
	f.complete(server, map[string]string{"main.tf": ""})
	f.run("init")

	generate := exec.CommandContext(t.Context(), "go", "run", "-buildvcs=false",
		"github.com/cloudstatus/terraform-provider-cloudstatus/internal/schemajson", address)
	generate.Env = originalEnv
	out, err := generate.Output()
	if err != nil {
		t.Fatal(err)
	}
	have, want := providerSchema(t, out, address), providerSchema(t, []byte(f.run("providers", "schema", "-json")), address)
	if !f.tool.IsTerraform(1, 14) {
		// Such a CLI does not know actions.
		delete(have, "action_schemas")
	} else if have["action_schemas"] == nil {
		t.Error("there are no actions")
	}
	for kind := range want {
		if !reflect.DeepEqual(have[kind], want[kind]) {
			t.Errorf("%s: have\n%v\nwant\n%v", kind, have[kind], want[kind])
		}
	}
	if len(have) != len(want) {
		t.Errorf("there are %d kinds, want %d", len(have), len(want))
	}
}

// providerSchema is the schema of one provider by kind.
func providerSchema(t *testing.T, text []byte, address string) map[string]any {
	t.Helper()
	var all struct {
		Schemas map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if all.Schemas[address] == nil {
		t.Fatalf("there is no schema of %s", address)
	}
	return all.Schemas[address]
}
