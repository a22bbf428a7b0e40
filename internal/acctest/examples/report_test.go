// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// suite is a JUnit file.
type suite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Cases    []struct {
		Class   string `xml:"classname,attr"`
		Name    string `xml:"name,attr"`
		Failure *struct {
			Type    string `xml:"type,attr"`
			Message string `xml:"message,attr"`
			Text    string `xml:",chardata"`
		} `xml:"failure"`
	} `xml:"testcase"`
}

func parseSuite(t *testing.T, text string) suite {
	t.Helper()
	var s suite
	if !strings.HasPrefix(text, "<?xml ") {
		t.Errorf("the file does not begin as XML does:\n%s", text)
	}
	if err := xml.Unmarshal([]byte(text), &s); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	failures := 0
	for _, c := range s.Cases {
		if c.Failure != nil {
			failures++
		}
	}
	if s.Tests != len(s.Cases) || s.Failures != failures {
		t.Errorf("the suite says %d tests and %d failures, and has %d and %d", s.Tests, s.Failures, len(s.Cases), failures)
	}
	return s
}

// TestReport makes the guide's report on 300 applications, two of which fail. Their names have what is special in each format.
func TestReport(t *testing.T) {
	t.Parallel()
	f := newWorkDir(t, acctest.Emulator(t))
	f.write("main.tf", read(t, filepath.Join(acctest.Root(t), "examples", "guides", "wait-in-a-pipeline", "ci", "report", "main.tf")))
	names := map[string]string{"fleet-0998": "pay, \"100%\" <b> & \x1b[1mc", "fleet-1000": "search: ]]>"}
	for i := range 298 {
		names[fmt.Sprintf("fleet-%04d", i+1)] = fmt.Sprintf("app-%d", i+1)
	}
	values, err := json.Marshal(map[string]any{"applications": names, "report_url": "https://gitlab.example.com/1"})
	if err != nil {
		t.Fatal(err)
	}
	f.write("terraform.tfvars.json", string(values))
	f.run("init")
	if out := f.run("apply", "-auto-approve"); strings.Contains(out, "app-298") {
		t.Errorf("the apply prints the files:\n%s", out)
	}
	raw := func(name string) string { return f.run("output", "-raw", name) }
	if failed := raw("failed"); failed != "2" {
		t.Errorf("%s failed, want 2", failed)
	}

	junit := parseSuite(t, raw("junit"))
	if junit.Tests != 300 {
		t.Errorf("%d tests, want 300", junit.Tests)
	}
	var got []string
	for _, c := range junit.Cases {
		if c.Failure != nil {
			got = append(got, c.Class+" "+c.Name+" "+c.Failure.Type)
			if c.Failure.Message == "" || c.Failure.Text != c.Failure.Type+": "+c.Failure.Message {
				t.Errorf("the failure of %s is %+v", c.Name, *c.Failure)
			}
		}
	}
	want := []string{
		"cn-hangzhou pay, \"100%\" <b> &  [1mc (fleet-0998) not_ready",
		"cn-hangzhou search: ]]> (fleet-1000) not_found",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the failures are %q, want %q", got, want)
	}

	commands := strings.Split(strings.TrimSuffix(raw("github"), "\n"), "\n")
	for i, begin := range []string{
		"::error title=pay%2C \"100%25\" <b> &  [1mc (fleet-0998)::not_ready: sub_status is RUNNING_BUT_HAS_ERROR",
		"::error title=search%3A ]]> (fleet-1000)::not_found: ",
	} {
		if len(commands) != 2 || !strings.HasPrefix(commands[i], begin) {
			t.Fatalf("the commands are %q", commands)
		}
	}

	var annotations map[string][]struct {
		Link struct{ Label, URL string } `json:"external_link"`
	}
	if err := json.Unmarshal([]byte(raw("gitlab")), &annotations); err != nil {
		t.Fatal(err)
	}
	links := annotations["SAE applications"]
	if len(links) != 2 || links[1].Link.Label != "search: ]]> (fleet-1000): not_found" || links[1].Link.URL != "https://gitlab.example.com/1" {
		t.Errorf("the annotations are %+v", annotations)
	}
}

// junitScript runs the guide's script in the working directory and returns its standard output and exit code.
func (f *workDir) junitScript(args ...string) (string, int) {
	f.t.Helper()
	script := filepath.Join(acctest.Root(f.t), "examples", "guides", "wait-in-a-pipeline", "ci", "junit.sh")
	cmd := exec.Command("sh", append([]string{script, "wait.xml"}, args...)...)
	cmd.Dir = f.dir
	cmd.Env = f.command(f.t.Context()).Env
	out, _ := cmd.Output() // the exit code says it
	return string(out), cmd.ProcessState.ExitCode()
}

// TestJUnitScript shows what the script makes of a command: its exit code, and its error with what is special in each format.
func TestJUnitScript(t *testing.T) {
	t.Parallel()
	f := newWorkDir(t, acctest.Emulator(t))
	f.env["GITHUB_ACTIONS"], f.env["GITLAB_CI"], f.env["CI_PIPELINE_URL"] = "true", "true", "https://gitlab.example.com/1"
	out, code := f.junitScript("a & b", "sh", "-c", "echo fine; echo a warning >&2")
	if s := parseSuite(t, read(t, filepath.Join(f.dir, "wait.xml"))); code != 0 || out != "fine\n" || s.Failures != 0 || s.Cases[0].Name != "a & b" {
		t.Errorf("a success: exit code %d, output %q, %+v", code, out, s)
	}

	out, code = f.junitScript("a & b", "sh", "-c", `printf '\nError: 100%% <b>\n\n\033[1mmore "&"\n' >&2; exit 3`)
	s := parseSuite(t, read(t, filepath.Join(f.dir, "wait.xml")))
	if code != 3 || s.Failures != 1 || s.Cases[0].Failure.Type != "100% <b>" || s.Cases[0].Failure.Text != "\n\nError: 100% <b>\n\n[1mmore \"&\"\n" {
		t.Errorf("a failure: exit code %d, %+v", code, s)
	}
	if want := "::error title=a & b::Error: 100%25 <b>%0A%0A\x1b[1mmore \"&\"%0A\n"; out != want {
		t.Errorf("the command for GitHub is %q, want %q", out, want)
	}
	var annotations map[string]any
	if err := json.Unmarshal([]byte(read(t, filepath.Join(f.dir, "wait.json"))), &annotations); err != nil {
		t.Error(err)
	}

	// Terraform's own summaries can quote something.
	out, _ = f.junitScript(`a: "b\n", 100%`, "sh", "-c", `printf '%s\n' 'Error: please run "terraform init" in C:\\ci' >&2; exit 1`)
	if want := `::error title=a%3A "b\n"%2C 100%25::Error: `; !strings.HasPrefix(out, want) {
		t.Errorf("the command for GitHub is %q, want it to begin with %q", out, want)
	}
	label := `"label":"a: \"b\\n\", 100%: please run \"terraform init\" in C:\\\\ci"`
	if err := json.Unmarshal([]byte(read(t, filepath.Join(f.dir, "wait.json"))), &annotations); err != nil {
		t.Error(err)
	} else if text, err := json.Marshal(annotations); err != nil || !strings.Contains(string(text), label) {
		t.Errorf("the annotation for GitLab is %s, want %s in it", text, label)
	}

	if _, code = f.junitScript("killed", "sh", "-c", "exit 137"); code != 137 {
		t.Errorf("the exit code is %d", code)
	}
	if s := parseSuite(t, read(t, filepath.Join(f.dir, "wait.xml"))); s.Failures != 1 || s.Cases[0].Failure.Type != "exit code 137" {
		t.Errorf("a command that is killed: %+v", s)
	}
	if left, err := filepath.Glob(filepath.Join(f.dir, "*.errors")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestJUnitOfInvoke waits for a fleet whose ids are sensitive, so that Terraform does not print them all; the error names those
// that failed.
func TestJUnitOfInvoke(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 14)
	t.Parallel()
	f := newGate(t, acctest.Emulator(t), `
action "cloudstatus_alicloud_sae_applications_check" "shop" {
  config {
    app_ids = sensitive(["fleet-0001", "fleet-0998"])
    labels  = sensitive({ "fleet-0998" = "checkout" })
`+ready+`
    wait {
      fail_fast = true
    }
  }
}
`)
	out, code := f.junitScript("shop", f.tool.Path,
		"apply", "-invoke=action.cloudstatus_alicloud_sae_applications_check.shop", "-auto-approve", "-no-color")
	f.contains(out, "app_ids = (sensitive value)", "labels = (sensitive value)")
	s := parseSuite(t, read(t, filepath.Join(f.dir, "wait.xml")))
	if code != 1 || s.Failures != 1 || s.Cases[0].Name != "shop" || s.Cases[0].Failure.Type != "Wait for SAE Application Failed" {
		t.Fatalf("exit code %d, %+v", code, s)
	}
	f.contains(s.Cases[0].Failure.Text, "- fleet-0998 (checkout): last_change_order_status: fails on")
	if strings.Contains(out+s.Cases[0].Failure.Text, "fleet-0001") {
		t.Errorf("a sensitive id that did not fail is printed:\n%s", out)
	}
	if _, err := os.Stat(filepath.Join(f.dir, "wait.json")); err == nil {
		t.Error("annotations for GitLab outside of GitLab")
	}
}
