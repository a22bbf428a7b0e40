// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
)

const (
	// liveVariable is set by `make testacc-live`. Only then the developer's environment is used.
	liveVariable   = "CLOUDSTATUS_LIVE"
	recordVariable = "CLOUDSTATUS_LIVE_RECORD"
)

func TestMain(m *testing.M) {
	if os.Getenv(liveVariable) != "" {
		os.Exit(m.Run())
	}
	acctest.RunTests(m)
}

// TestLive reads each API whose id is given, through all kinds that the CLI has.
func TestLive(t *testing.T) {
	if os.Getenv(liveVariable) == "" {
		t.Skip("this test reads the APIs of an account; `make testacc-live` runs it")
	}
	var ran, notRun, variables []string
	madeUpValues := map[string]string{}
	for _, a := range apis {
		variables = append(variables, a.idVariable)
		id := os.Getenv(a.idVariable)
		if id == "" {
			notRun = append(notRun, a.product+" ("+a.idVariable+" is not set)")
			continue
		}
		ran = append(ran, a.product)
		t.Run(a.product, func(t *testing.T) {
			readLive(t, a, id, &madeUp{values: madeUpValues, kept: a.kept})
		})
	}
	if len(ran) == 0 {
		t.Fatalf("No API was read. Set the id of what to read in at least one of %s.", strings.Join(variables, ", "))
	}
	if cli := findCLI(t); !hasActions(cli) {
		notRun = append(notRun, "actions (they need Terraform 1.14 or later, and this is "+cli.Version+")")
	}
	closing := "Read: " + strings.Join(ran, ", ") + "."
	if len(notRun) > 0 {
		closing += " Not run: " + strings.Join(notRun, ", ") + "."
	}
	t.Log(closing)
}

// readLive reads an id of one API through all kinds, and checks the values, the state and the log.
// The test framework checks that a second plan is empty.
func readLive(t *testing.T, a api, id string, made *madeUp) {
	if endpoint := os.Getenv(a.endpointVariable); endpoint != "" {
		t.Setenv(a.providerVariable, endpoint)
	}
	known := newSecrets()
	recorded := &recording{api: a, id: id, madeUp: made}
	environment := provider.SystemEnvironment()
	environment.Observe = func(r *http.Request, response cloud.Response) {
		known.observe(r, response)
		recorded.observe(r, response)
	}
	// A failed read is worth a recording too.
	if dir := os.Getenv(recordVariable); dir != "" {
		defer func() {
			if err := recorded.write(dir, time.Now(), known); err != nil {
				t.Errorf("%s: %s.", recordVariable, err)
			}
		}()
	}
	log := traceLog(t)
	defer checkLog(t, a, log, known)

	check := &stateCheck{t: t, api: a, id: id, documented: documented(t, a), known: known}
	factories := acctest.FactoriesWithEnvironment(environment)
	if hasActions(findCLI(t)) {
		check.action = invoke(t, a, id, factories, log, known)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps:                    []resource.TestStep{{Config: a.config(id), ConfigStateChecks: []statecheck.StateCheck{check}}},
	})
}

// documented are the documented values of each status, from the tables of the registry's page.
func documented(t *testing.T, a api) map[string][]string {
	t.Helper()
	page := acctest.Page(t, "data-sources", strings.TrimPrefix(a.typeName, "cloudstatus_"))
	values := map[string][]string{}
	for _, path := range a.statuses {
		for _, meaning := range acctest.Meanings(page, path) {
			values[path] = append(values[path], meaning.Value)
		}
		if len(values[path]) == 0 {
			t.Fatalf("the page of %s has no table of the values of %s", a.typeName, path)
		}
	}
	return values
}

// stateCheck checks what each kind read, and that the state holds no secret.
type stateCheck struct {
	t          *testing.T
	api        api
	id         string
	documented map[string][]string
	known      *secrets
	// action is the action's status line, "" if it was not invoked or failed.
	action string
}

func (c *stateCheck) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	resources := map[string]map[string]any{}
	for _, r := range req.State.Values.RootModule.Resources {
		resources[r.Address] = r.AttributeValues
	}
	var errs []error
	add := func(kind string, problems []string) {
		for _, problem := range problems {
			errs = append(errs, errors.New(kind+": "+problem))
		}
	}
	for _, k := range kinds {
		values := k.values(c.api, resources)
		if values == nil {
			add(k.name, []string{"nothing was read"})
			continue
		}
		c.t.Logf("%s, %s: %s", c.api.product, k.name, c.api.shown(values))
		add(k.name, c.api.problems(values, c.documented, time.Now()))
	}
	one := resources[c.api.dataSource()]
	if c.api.plural != nil {
		many := resources["data."+c.api.plural.typeName+".read"]
		c.t.Logf("%s, plural data source: all_%s=%v", c.api.product, c.api.derived.name, many["all_"+c.api.derived.name])
		add("plural data source", c.api.pluralProblems(many, one, c.id))
	}
	if c.action != "" {
		c.t.Logf("%s, action: %s", c.api.product, c.action)
		add("action", c.api.actionProblems(c.action, one))
	}
	for address, values := range resources {
		if address == c.api.dataSource() {
			values = without(values, c.api.stored)
		}
		stored, err := json.Marshal(values)
		if err != nil {
			errs = append(errs, err)
		}
		for _, secret := range c.known.in(string(stored)) {
			errs = append(errs, errors.New("the state of "+address+" holds "+secret))
		}
	}
	resp.Error = errors.Join(errs...)
}

// without is a copy of values without the one at a path of two names, or of one.
func without(values map[string]any, path string) map[string]any {
	values = maps.Clone(values)
	name, rest, nested := strings.Cut(path, ".")
	if inner, ok := values[name].(map[string]any); ok && nested {
		values[name] = without(inner, rest)
	} else {
		delete(values, name)
	}
	return values
}

// traceLog makes the provider and the CLI write all that they can log to one file.
func traceLog(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TF_LOG", "TRACE")     // the provider
	t.Setenv("TF_ACC_LOG", "TRACE") // the CLI
	t.Setenv("TF_LOG_PATH_MASK", filepath.Join(dir, "%s.log"))
	return filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "__")+".log")
}

// checkLog checks that the log has no secret, and that it is the log of both the provider and the CLI.
func checkLog(t *testing.T, a api, file string, known *secrets) {
	t.Helper()
	log, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := []string{":" + a.call, "[TRACE] "}
	if hasActions(findCLI(t)) {
		parts = append(parts, "tf_rpc=InvokeAction")
	}
	for _, expected := range parts {
		if !strings.Contains(string(log), expected) {
			t.Errorf("the log lacks %q, so that it cannot be checked for secrets", expected)
		}
	}
	for _, secret := range known.in(string(log)) {
		t.Errorf("the log holds %s", secret)
	}
}
