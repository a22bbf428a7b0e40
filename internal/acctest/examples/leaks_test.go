// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// The planted secrets are in these tests only.
const (
	plantedSecret = "plantedSecretKey0123456789abcdef"
	plantedToken  = "CAISplanted/token+0123456789=="
)

// leak is a configuration that is planned and applied, and whose secrets are searched for.
type leak struct {
	// identity are the variables of the identity, so that no secret is in the configuration, of which the plan keeps a copy;
	// {file} is a file with this content, {url} and {addr} are the emulator's.
	identity map[string]string
	file     string
	// fault is one of SAE's or PTS's.
	fault *emulator.Fault
	// provider is more of the provider block, config the rest of the configuration.
	provider, config string
	fails            bool
	// stores reports whether a data source has the license key, which is then in state and plan by design.
	stores bool
	// source is the source of the credentials in the log, of reads that succeed.
	source string
}

func leaks(keys emulator.Keys) map[string]leak {
	alibaba := func(id emulator.Identity) map[string]string {
		return map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": id.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": id.Secret, "ALIBABA_CLOUD_SECURITY_TOKEN": id.SecurityToken}
	}
	huawei := func(id emulator.Identity) map[string]string {
		return map[string]string{
			"HW_ACCESS_KEY": id.AccessKeyID, "HW_SECRET_KEY": id.Secret, "HW_SECURITY_TOKEN": id.SecurityToken, "HW_AUTH_TOKEN": id.AuthToken,
		}
	}
	const byVariables, inFile = "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_CREDENTIALS_FILE"
	both := func(of acctest.TypeUnderTest) string { return of.Data(of.Good) + of.Ephemeral(of.Good) }
	// The license key is compared with a text that does not contain it.
	licensed := func(kind, condition string) string {
		return guarded(precondition(kind+"."+sae.Type+".test.arms_apm_info.license_key "+condition, "Another key."))
	}
	isKey := fmt.Sprintf("== %q", strings.Replace(key, "0", "${0}", 1))
	wrong := keys.Alibaba
	wrong.Secret = plantedSecret
	permanent := alibaba(keys.Alibaba)
	proxied := alibaba(keys.Alibaba) // nothing listens there, and with a proxy the host is not resolved
	proxied["HTTPS_PROXY"], proxied["ALIBABA_CLOUD_ENDPOINT_PTS"] = "http://user:"+plantedSecret+"@127.0.0.1:1", "https://pts.example.invalid"
	return map[string]leak{
		"SAE, data source": {identity: permanent, config: sae.Data(app) + licensed("data", "== null"), source: byVariables},
		"SAE, data source with its license key": {
			identity: permanent, config: sae.Data(app, "include_license_key = true") + licensed("data", isKey), stores: true, source: byVariables,
		},
		"SAE, ephemeral resource": {identity: permanent, config: sae.Ephemeral(app) + licensed("ephemeral", isKey), source: byVariables},
		"SAE, a gate":             {identity: permanent, config: sae.Ephemeral(halted, ready), fails: true},
		"SAE, wrong secret":       {identity: alibaba(wrong), config: both(sae), fails: true},
		"SAE, unavailable":        {identity: permanent, config: both(sae), fails: true, fault: &emulator.Fault{Break: emulator.Reset}},
		"SAE, a role": {
			identity: permanent, provider: "  alicloud {\n    assume_role {\n      role_arn = \"" + keys.RoleArn + "\"\n    }\n  }\n",
			config: sae.Ephemeral(app), source: "the role " + keys.RoleArn + ", assumed by " + byVariables,
		},
		"SAE, OIDC": {
			identity: map[string]string{
				"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": keys.OIDCProviderArn, "ALIBABA_CLOUD_ROLE_ARN": keys.RoleArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{file}",
			},
			file: keys.OIDCToken, config: sae.Ephemeral(app), source: "the role " + keys.RoleArn + ", opened by the OIDC token in {file}",
		},
		"PTS, temporary key":           {identity: alibaba(keys.AlibabaSTS), config: both(pts), source: byVariables},
		"PTS, expired token":           {identity: alibaba(keys.AlibabaSTSExpired), config: both(pts), fails: true},
		"PTS, a proxy with a password": {identity: proxied, config: both(pts), fails: true},
		"PTS, a profile": {
			identity: map[string]string{inFile: "{file}"}, config: both(pts), source: `the profile "p" of {file}`,
			file: fmt.Sprintf(`{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":%q,"access_key_secret":%q}]}`, keys.Alibaba.AccessKeyID, keys.Alibaba.Secret),
		},
		"PTS, a truncated profile": {
			identity: map[string]string{inFile: "{file}"}, config: both(pts), fails: true, file: `{"profiles":[{"access_key_secret":"` + plantedSecret + `"`,
		},
		"PTS, credentials URI": {
			identity: map[string]string{"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials?token=" + plantedToken}, config: both(pts),
			source: "the credentials URI at {addr}",
		},
		"TestPlan, temporary key":      {identity: huawei(keys.HuaweiTemporary), config: both(testplan), source: "HW_ACCESS_KEY and HW_SECRET_KEY"},
		"TestPlan, auth token":         {identity: huawei(keys.HuaweiToken), config: both(testplan), source: "HW_AUTH_TOKEN"},
		"TestPlan, auth token expired": {identity: huawei(keys.HuaweiTokenExpired), config: both(testplan), fails: true},
		"TestPlan, wrong secret by ini file": {
			identity: map[string]string{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{file}"}, config: both(testplan), fails: true,
			file: "[basic]\nak = " + keys.Huawei.AccessKeyID + "\nsk = " + plantedSecret + "\n",
		},
	}
}

// TestNothingLeaks searches for secrets in the output, the logs, the plan, the state and the home directory of a real CLI. The
// logs have a line for each attempt, and one with the source and the last characters of the access key.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	for name := range leaks(server.Keys()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			leaks(server.Keys())[name].run(t, server)
		})
	}
}

func (l leak) run(t *testing.T, server *emulator.Server) {
	for _, api := range []string{sae.API, pts.API} {
		server.SetFault(api, l.fault)
	}
	f := newGate(t, server, "provider \"cloudstatus\" {\n  max_retries = 1\n"+l.provider+"}\n"+l.config)
	file := filepath.Join(t.TempDir(), "file") // not searched: it may contain a secret
	if err := os.WriteFile(file, []byte(l.file), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{file}", file, "{url}", server.URL(), "{addr}", server.Addr()).Replace
	maps.DeleteFunc(f.env, func(name, _ string) bool { return strings.Contains(name, "_KEY") })
	for name, value := range l.identity {
		f.env[name] = fill(value)
	}
	f.env["TF_LOG"] = "JSON"
	f.env["DEBUG"] = "sdk" // with which Alibaba's SDK prints what it signs
	printed := ""
	for _, args := range [][]string{{"plan", "-out=saved.tfplan"}, {"apply", "-auto-approve"}} {
		f.env["TF_LOG_PATH"] = filepath.Join(f.dir, args[0]+".log")
		out, code := f.exec(args...)
		if printed += out; (code != 0) != l.fails {
			t.Fatalf("%s exited with %d:\n%s", args[0], code, out)
		}
	}
	found := texts(t, f.dir)
	maps.Copy(found, texts(t, f.env["HOME"]))
	found["the output"] = printed
	for name, text := range found {
		if leaked := acctest.Leaks(server, text, plantedSecret, plantedToken); len(leaked) > 0 {
			t.Errorf("%q is in %s", leaked, name)
		}
		isStore := strings.HasPrefix(name, "terraform.tfstate") || strings.HasPrefix(name, "saved.tfplan/tf")
		if strings.Contains(text, key) && !(l.stores && isStore) {
			t.Errorf("the license key is in %s", name)
		}
	}
	if l.stores && !strings.Contains(found["terraform.tfstate"], key) {
		t.Error("the license key is not in the state, so this search proves nothing")
	}
	l.checkLog(t, server, found["plan.log"]+found["apply.log"], fill(l.source))
	if lines := strings.Count(found["plan.log"], `"credentials found"`); l.source != "" && lines != 1 {
		t.Errorf("%d log lines of the plan have the source of the credentials, want 1", lines)
	}
}

// checkLog checks the provider's log lines.
func (l leak) checkLog(t *testing.T, server *emulator.Server, log, source string) {
	t.Helper()
	attempts, requests, tails := 0, 0, map[any]bool{}
	for _, api := range []string{sae.API, pts.API, testplan.API} {
		for _, e := range server.Entries(api) {
			requests++
			tails[e.AccessKeyID[max(len(e.AccessKeyID)-4, 0):]] = true
		}
	}
	for line := range strings.Lines(log) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) != nil {
			continue
		}
		switch message := fields["@message"]; {
		case message == "credentials found" && source != "":
			if fields["@level"] != "debug" || fields["source"] != source || !tails[fields["access_key_ends_in"]] {
				t.Errorf("the log has %s, want %v of %q", line, tails, source)
			}
		case (message == "read" || message == "read failed") && fields["api"] != nil && fields["refused_before"] != true: // a request was sent
			attempts++
		}
	}
	if attempts == 0 || requests > 0 && attempts != requests {
		t.Errorf("%d requests are logged as %d attempts", requests, attempts)
	}
}

// texts are the files below a directory by name; those in a zip, such as a plan, by both names.
func texts(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		found[name] = read(t, filepath.Join(dir, name))
		archive, err := zip.NewReader(bytes.NewReader([]byte(found[name])), int64(len(found[name])))
		if err != nil {
			return nil // it is no zip
		}
		for _, file := range archive.File {
			opened, err := file.Open()
			if err != nil {
				return err
			}
			defer opened.Close()
			inside, err := io.ReadAll(opened)
			if err != nil {
				return err
			}
			found[name+"/"+file.Name] = string(inside)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// filesWith lists the files below a directory that contain text.
func filesWith(t *testing.T, dir, text string) []string {
	t.Helper()
	found := texts(t, dir)
	maps.DeleteFunc(found, func(_, content string) bool { return !strings.Contains(content, text) })
	return slices.Sorted(maps.Keys(found))
}
