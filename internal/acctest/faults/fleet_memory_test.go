// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// childURL is the environment variable with the API's URL in the process that TestFleetMemory starts.
const childURL = "CLOUDSTATUS_FAULTS_CHILD"

// childFleet is the environment variable with the number of ids and max_concurrency in the process that TestFleetMemory
// starts.
const childFleet = "CLOUDSTATUS_FAULTS_FLEET"

// TestFleetMemory reads 100 and 5000 ids in processes of their own: an id costs little memory.
func TestFleetMemory(t *testing.T) {
	t.Parallel()
	if size := os.Getenv(childFleet); size != "" {
		measureFleet(t, os.Getenv(childURL), size)
		return
	}
	program := testBinary(t)
	measure := func(ids, concurrency int) (peak int) {
		fx := newFixture(t, sae)
		fx.respond(applications.each(nil))
		command := exec.CommandContext(t.Context(), program, "-test.run=^TestFleetMemory$")
		command.Env = append(os.Environ(), childURL+"="+fx.server.URL(), fmt.Sprintf("%s=%d,%d", childFleet, ids, concurrency), logVariable+"=")
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if _, err := fmt.Sscanf(string(output), fleetLine, &peak); err != nil {
			t.Fatalf("%v in:\n%s", err, output)
		}
		if n := fx.server.Calls(sae.action); n != ids {
			t.Errorf("%d requests for %d ids", n, ids)
		}
		t.Logf("%d ids, %d at once: at most %d KiB resident", ids, concurrency, peak)
		return peak
	}
	few := measure(100, 32)
	for _, concurrency := range []int{32, 8} {
		// An id costs about 23 KiB in the end: its response, its values and its part of the state.
		if many := measure(5000, concurrency); many > few+5000*48 {
			t.Errorf("%d KiB were resident for 5000 ids, and %d KiB for 100", many, few)
		}
	}
}

const fleetLine = "at most %d KiB resident\n"

// measureFleet reads a fleet in the process that TestFleetMemory starts, and prints the most memory that it held.
func measureFleet(t *testing.T, url, size string) {
	var ids, concurrency int
	if _, err := fmt.Sscanf(size, "%d,%d", &ids, &concurrency); err != nil {
		t.Fatal(err)
	}
	serve.TuneCollection()
	keys := acctest.Emulator(t).Keys().Alibaba // all emulators share them
	p := acctest.NewPlugin(t)
	if diags := p.Configure(object{"max_concurrency": concurrency, "alicloud": object{
		"region": "cn-hangzhou", "endpoints": object{"sae": url}, "access_key": keys.AccessKeyID, "secret_key": keys.Secret,
	}}); len(diags) > 0 {
		t.Fatal(diags)
	}
	if text := firstError(p, applications.plural, applications.block(members(ids))); text != "" {
		t.Fatal(text)
	}
	fmt.Printf(fleetLine, memory("VmHWM:"))
}
