// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package live reads the APIs of real accounts with a real Terraform or OpenTofu, checks what has to be true of any
// response, and can record the responses. `make testacc-live` runs it; CONTRIBUTING.md describes how. All that it reads
// and checks follows from the provider's schema and pages, so a new API needs nothing here.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
)

func TestMain(m *testing.M) {
	if os.Getenv("CLOUDSTATUS_LIVE") != "" {
		os.Exit(m.Run()) // in the developer's environment
	}
	acctest.RunTests(m)
}

// TestLive reads each API whose id is in the environment, by all its types.
func TestLive(t *testing.T) {
	if os.Getenv("CLOUDSTATUS_LIVE") == "" {
		t.Skip("this test reads the APIs of an account; `make testacc-live` runs it")
	}
	var read, notRead []string
	for typ, schema := range acctest.NewPlugin(t).Schema().DataSourceSchemas {
		l := &live{T: t, typ: typ, secrets: secrets{}}
		for _, a := range schema.Block.Attributes {
			if a.NestedType != nil && slices.ContainsFunc(a.NestedType.Attributes, isSensitive) {
				l.stored = a.Name
			}
			if a.Required && a.Type != nil && a.Type.Is(tftypes.String) { // a plural's argument has many strings; it is read with its singular
				l.argument = a.Name
			}
		}
		variable := "CLOUDSTATUS_LIVE_" + strings.ToUpper(l.argument)
		if l.id = os.Getenv(variable); l.argument != "" && l.id == "" {
			notRead = append(notRead, variable)
		} else if l.argument != "" {
			read = append(read, typ)
			t.Run(typ, l.read)
		}
	}
	if t.Logf("Read: %q. Not read, since it is not set: %q.", read, notRead); len(read) == 0 {
		t.Error("No API was read.")
	}
}

func isSensitive(a *tfprotov6.SchemaAttribute) bool { return a.Sensitive }

// live is the test of one API.
type live struct {
	*testing.T
	typ, argument, id string
	// stored is the attribute with a secret that the data source is documented to store in the state.
	stored string
	// progress is the action's last line, empty if the CLI has no actions.
	progress  string
	mu        sync.Mutex // guards the rest, since reads are concurrent
	secrets   secrets
	responses []emulator.Response
}

func (l *live) read(t *testing.T) {
	l.T = t
	l.secrets.addEnvironment()
	environment := provider.SystemEnvironment()
	environment.Observe = l.observe
	factories := acctest.FactoriesWithEnvironment(environment)
	logs := t.TempDir()
	t.Setenv("TF_LOG", "TRACE")     // the provider's
	t.Setenv("TF_ACC_LOG", "TRACE") // the CLI's
	t.Setenv("TF_LOG_PATH_MASK", filepath.Join(logs, "%s.log"))
	defer l.finish(logs) // a failed read is worth a recording too

	arguments := fmt.Sprintf("{\n  %s = %q\n}\n", l.argument, l.id)
	if cli, err := acctest.FindCLI(); err != nil || !cli.IsTerraform(1, 14) {
		t.Logf("The action is not invoked: that needs Terraform 1.14 or later, not %s.", cli.Version)
	} else {
		cmd := exec.CommandContext(t.Context(), cli.Path, "apply", "-invoke=action."+l.typ+"_check.read", "-input=false", "-no-color", "-auto-approve")
		cmd.Dir = t.TempDir()
		config := acctest.RequiredProviders + fmt.Sprintf("action \"%s_check\" \"read\" {\n  config %s}\n", l.typ, arguments)
		if err := os.WriteFile(filepath.Join(cmd.Dir, "main.tf"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+acctest.Reattach(t, factories), "TF_LOG_PATH="+filepath.Join(logs, "invoke.log"))
		out, err := cmd.CombinedOutput()
		l.noSecrets("the action's output", string(out))
		lines := regexp.MustCompile(`\(triggered by CLI\): (.*)`).FindAllStringSubmatch(string(out), -1)
		if err != nil || len(lines) == 0 {
			t.Errorf("The action did not end with a line of progress: %v.", err)
		} else {
			l.progress = lines[len(lines)-1][1]
		}
	}
	config := fmt.Sprintf("provider \"cloudstatus\" {}\ndata %q \"read\" %sephemeral %[1]q \"read\" %[2]s", l.typ, arguments) +
		fmt.Sprintf("provider \"echo\" {\n  data = { for name, value in ephemeral.%s.read : name => value if name != %q }\n}\n", l.typ, l.stored) +
		"resource \"echo\" \"read\" {}\n"
	if acctest.NewPlugin(t).Schema().DataSourceSchemas[l.typ+"s"] != nil {
		config += fmt.Sprintf("data \"%ss\" \"read\" {\n  %ss = [%q]\n}\n", l.typ, l.argument, l.id)
	}
	// The framework fails if a second plan is not empty.
	step := resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{l}}
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: []resource.TestStep{step}})
}

// CheckState checks what each kind read, and that the state holds no secret.
func (l *live) CheckState(_ context.Context, req statecheck.CheckStateRequest, _ *statecheck.CheckStateResponse) {
	resources := map[string]map[string]any{}
	for _, r := range req.State.Values.RootModule.Resources {
		resources[r.Address] = r.AttributeValues
	}
	one := resources["data."+l.typ+".read"]
	delete(one, l.stored)
	l.noSecrets("the state", fmt.Sprint(resources))
	l.check(acctest.Page(l.T, "data-sources", strings.TrimPrefix(l.typ, "cloudstatus_")), "", one)
	ephemeral, _ := resources["echo.read"]["data"].(map[string]any)
	l.compare("ephemeral resource", ephemeral, one)
	for name, value := range resources["data."+l.typ+"s.read"] {
		byID, _ := value.(map[string]any)
		all, isAll := strings.CutPrefix(name, "all_")
		not, isNot := strings.CutPrefix(name, "not_")
		if element, ok := byID[l.id].(map[string]any); ok {
			l.compare("plural data source", element, one)
		} else if _, listed := byID[l.id]; isAll && value != one[all] || isNot && listed != (one[not] == false) {
			l.Errorf("The plural data source's %s does not follow from its only element.", name)
		}
	}
	for _, shown := range regexp.MustCompile(`(\w+)=(\S+)`).FindAllStringSubmatch(l.progress, -1) {
		l.compare("action", map[string]any{shown[1]: shown[2]}, map[string]any{shown[1]: fmt.Sprint(one[shown[1]])})
	}
}

// compare checks that a kind read what the data source did.
func (l *live) compare(kind string, got, want map[string]any) {
	if len(got) == 0 {
		l.Errorf("The %s read nothing.", kind)
	}
	for name := range got {
		if !slices.Contains([]string{"request_id", "trace_id"}, name) && !reflect.DeepEqual(got[name], want[name]) {
			l.Errorf("The %s read another %s than the data source. Run it again: it can change between two reads.", kind, name)
		}
	}
}

// check checks the attributes of an object: statuses are documented, times in milliseconds are readable (start_time as
// starts_at), and there is a reason exactly while its condition is false. It logs what tells nothing about the account.
func (l *live) check(page, path string, values map[string]any) {
	for name, value := range values {
		if list, ok := value.([]any); ok {
			for _, element := range list {
				object, _ := element.(map[string]any)
				l.check(page, path+name+"[*].", object)
			}
		}
		condition, isReason := strings.CutSuffix(strings.TrimPrefix(name, "not_"), "_reason")
		if is, isBool := values[condition].(bool); isReason && (!isBool || is != (value == nil)) {
			l.Errorf("%s is %v: a reason is given exactly while it is false.", condition, values[condition])
		}
		text, _ := value.(string)
		if documented := acctest.Meanings(page, path+name); text != "" && len(documented) > 0 {
			l.Logf("%s%s=%s", path, name, text)
			if !slices.ContainsFunc(documented, func(m acctest.Meaning) bool { return m.Value == text }) {
				l.Errorf("%s%s is %q, which is not a documented value: MAINTAINING.md has the steps to add it.", path, name, text)
			}
		}
		_, err := strconv.ParseFloat(text, 64)
		for at, converted := range values {
			if err != nil || !strings.HasSuffix(name, "_time") || !strings.HasSuffix(at, "_at") || at[:3] != name[:3] {
				continue
			}
			if read, err := time.Parse(time.RFC3339, fmt.Sprint(converted)); err != nil || read.Year() < 2000 {
				l.Errorf("%s is %s, which gives %s %v: no time since 2000. Teach the provider the unit that is sent.", name, text, at, converted)
			}
		}
	}
}

// observe learns secrets from a request and its response, and records the responses to requests with the id.
func (l *live) observe(request *http.Request, response cloud.Response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, values := range request.Header {
		l.secrets.addFrom(name + ": " + strings.Join(values, ""))
	}
	for name, values := range request.URL.Query() {
		l.secrets.addFrom(name + "=" + strings.Join(values, ""))
	}
	l.secrets.addFrom(string(response.Body))
	var body any
	if json.Unmarshal(response.Body, &body) != nil || !strings.Contains(request.URL.String(), l.id) {
		return
	}
	cleaned, err := json.Marshal(clean("", body))
	if err != nil {
		l.Error(err)
	}
	l.responses = append(l.responses, emulator.Response{Status: response.Status, Body: cleaned})
}

// finish checks the logs for secrets, and writes the recording, a scenario for the emulator.
func (l *live) finish(logs string) {
	files, err := filepath.Glob(filepath.Join(logs, "*.log"))
	for _, file := range files {
		log, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(log), "[TRACE]") {
			l.Errorf("The log cannot be checked for secrets: %v.", err)
		}
		l.noSecrets("the log", string(log))
	}
	if err != nil || len(files) == 0 {
		l.Error("There is no log to check for secrets.")
	}
	text, err := json.MarshalIndent(emulator.Scenario{Key: replacement, Shows: "a recording", Responses: l.responses}, "", "  ")
	dir := os.Getenv("CLOUDSTATUS_LIVE_RECORD")
	if err == nil && dir != "" && l.noSecrets("the recording, which is not written", string(text)) {
		err = errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, l.typ+".json"), text, 0o600))
	}
	if err != nil {
		l.Error(err)
	}
}

// kept matches the members of a response that tell nothing about an account: statuses, times, amounts, codes.
var kept = regexp.MustCompile(`^((Current|Sub|LastChangeOrder)?Status|HttpStatusCode|Success|(Error)?Code|(Create|Modified)Time|` +
	`ArmsAdvancedEnabled|EnableAgent|RunningInstances|LastChangeOrderRunning|FileSizeLimit|(resource_)?status|(spec|error)_code|` +
	`has_license|package_user|original_amount|resource_used|(start|expiration)_time)$`)

// replacement replaces all other values. It is an id that each API accepts.
const replacement = "00000000000000000000000000000000"

func clean(name string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			value[name] = clean(name, value[name])
		}
		return value
	case []any:
		for i := range value {
			value[i] = clean(name, value[i])
		}
		return value
	}
	if value == nil || kept.MatchString(name) {
		return value
	}
	return replacement
}

func (l *live) noSecrets(where, text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for secret := range l.secrets {
		if strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret)) {
			l.Errorf("A secret is in %s.", where)
			return false
		}
	}
	return true
}

// secrets are the secrets of one run.
type secrets map[string]bool

var (
	secretVariable = regexp.MustCompile(`^(ALIBABA_?CLOUD|ALICLOUD|HW|OS|HUAWEI_?CLOUD|CLOUD_SDK)_.*(SECRET|TOKEN|_SK=|_FILE=)`)
	// secretMember matches a secret in JSON, also inside a JSON string, in an INI file, and in a request.
	secretMember = regexp.MustCompile(`(?i)(?:secret|token|licen[cs]e_?key|signature|\bsk\b|^Authorization: acs .*)\w*[\\"']*\s*[:=]\s*[\\"']*([^\s"'\\,}&\]]{4,})`)
)

func (s secrets) addFrom(text string) {
	for _, match := range secretMember.FindAllStringSubmatch(text, -1) {
		s[match[1]] = true
	}
}

// addEnvironment adds the secrets of the variables and files that the provider may read.
func (s secrets) addEnvironment() {
	home, _ := os.UserHomeDir()
	files := []string{filepath.Join(home, ".aliyun", "config.json"), filepath.Join(home, ".huaweicloud", "credentials")}
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if isSecret := secretVariable.MatchString(variable) && value != ""; isSecret && strings.HasSuffix(name, "_FILE") {
			files = append(files, value)
		} else if isSecret {
			s[value] = true
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if s.addFrom(string(text)); err == nil && !strings.ContainsAny(string(text), "{[") {
			s[strings.TrimSpace(string(text))] = true // an OIDC token
		}
	}
}
