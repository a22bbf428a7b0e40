// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// childFleet is the environment variable with the API's URL and the number of ids in a process that TestFleetMemory starts.
const childFleet = "CLOUDSTATUS_FAULTS_FLEET"

// TestFleetMemory reads 100 and 5000 ids in processes of their own: an id costs little memory.
func TestFleetMemory(t *testing.T) {
	t.Parallel()
	if fleet := os.Getenv(childFleet); fleet != "" {
		measureFleet(t, fleet)
		return
	}
	program := testBinary(t)
	measure := func(ids int) (peak int) {
		fx := newFixture(t, sae)
		fx.respond(applications.each(nil))
		command := exec.CommandContext(t.Context(), program, "-test.run=^TestFleetMemory$")
		command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", childFleet, fx.server.URL(), ids), logVariable+"=")
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
		t.Logf("%d ids: at most %d KiB resident", ids, peak)
		return peak
	}
	// An id costs about 23 KiB in the end: its response, its values and its part of the state.
	if few, many := measure(100), measure(5000); many > few+5000*48 {
		t.Errorf("%d KiB were resident for 5000 ids, and %d KiB for 100", many, few)
	}
}

const fleetLine = "at most %d KiB resident\n"

// measureFleet reads a fleet in the process that TestFleetMemory starts, and prints the most memory that it held.
func measureFleet(t *testing.T, fleet string) {
	var url string
	var ids int
	if _, err := fmt.Sscan(fleet, &url, &ids); err != nil {
		t.Fatal(err)
	}
	serve.TuneCollection()
	keys := acctest.Emulator(t).Keys().Alibaba // all emulators share them
	p := configured(t, object{"alicloud": object{
		"region": "cn-hangzhou", "endpoints": object{"sae": url}, "access_key": keys.AccessKeyID, "secret_key": keys.Secret,
	}})
	if text := firstError(p, applications.plural, applications.block(members(ids))); text != "" {
		t.Fatal(text)
	}
	fmt.Printf(fleetLine, mostResident())
}

// testBinary is this test binary, without the race detector, which takes memory for itself.
func testBinary(t *testing.T) string {
	t.Helper()
	info, ok := debug.ReadBuildInfo()
	if ok && !slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return os.Args[0]
	}
	file := filepath.Join(t.TempDir(), "faults.test")
	command := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", file, ".")
	command.Env = originalEnv
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, text)
	}
	return file
}

// mostResident is the most memory of this process that was resident, in KiB, 0 if the system does not report it.
func mostResident() (kib int) {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	_, _ = fmt.Sscan(rest, &kib)
	return kib
}
