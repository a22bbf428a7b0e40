// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fileAt is a file that this test names.
func fileAt(path string) cloud.File { return cloud.File{Path: path, Setting: "the test's setting"} }

func TestStaticChecks(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		c    Credentials
		kind apierr.Kind
		says string
	}{
		"key":                 {c: keyPair},
		"token":               {c: Credentials{AuthToken: testToken}},
		"nothing":             {c: Credentials{Source: "S"}, kind: apierr.InvalidCredentials, says: "S gives neither a key nor a token."},
		"no secret":           {c: Credentials{AccessKey: "a", Source: "S"}, kind: apierr.InvalidCredentials, says: "S gives an access key without its secret key."},
		"no key":              {c: Credentials{SecretKey: "s", Source: "S"}, kind: apierr.InvalidCredentials, says: "S gives a secret key without its access key."},
		"key with a space":    {c: Credentials{AccessKey: " a", SecretKey: "s", Source: "S"}, kind: apierr.InvalidCredentials, says: "The access key of S has"},
		"secret with a break": {c: Credentials{AccessKey: "a", SecretKey: "s3cr3t\n", Source: "S"}, kind: apierr.InvalidCredentials, says: "The secret key of S has"},
		"token with a break":  {c: Credentials{AuthToken: "s3cr3t\n", Source: "S"}, kind: apierr.InvalidCredentials, says: "The auth token of S has"},
		"token not ASCII":     {c: Credentials{AccessKey: "a", SecretKey: "s", SecurityToken: "s3cr3té", Source: "S"}, kind: apierr.InvalidCredentials, says: "The security token of S has"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Static(row.c).Resolve(t.Context())
			if row.kind == "" {
				if err != nil || got != row.c {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			e := cloud.RedactError(kindOf(t, err))
			if e.Kind != row.kind || !strings.HasPrefix(e.Reason, row.says) || strings.Contains(e.Reason+e.Advice, "s3cr3t") {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestFirstOf(t *testing.T) {
	t.Parallel()
	other := Credentials{AccessKey: "other", SecretKey: "other", Source: "another"}
	nowhere := CredentialsFileIfPresent(fileAt(filepath.Join(t.TempDir(), ".huaweicloud", "credentials")))
	if c, err := FirstOf(Absent("A (not set)"), nowhere, Static(keyPair), Static(other)).Resolve(t.Context()); err != nil || c != keyPair {
		t.Errorf("%v, %v, want the first that is there", c, err)
	}
	for _, broken := range []Source{Static(Credentials{AccessKey: "half", Source: "the half"}), Broken("Half of it is missing.", "")} {
		_, err := FirstOf(Absent("A (not set)"), broken, Static(keyPair)).Resolve(t.Context())
		if err == nil || kindOf(t, err).Kind != apierr.InvalidCredentials {
			t.Errorf("%v: a broken source was passed over", err)
		}
	}
	_, err := FirstOf(
		Absent("the provider's huaweicloud block (no access_key, auth_token or shared_credentials_file)"),
		Absent("HW_AUTH_TOKEN (not set)"),
		Absent("HW_ACCESS_KEY and HW_SECRET_KEY (not set)"),
		Absent("HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (not set)"),
		Absent("CLOUD_SDK_AK and CLOUD_SDK_SK (not set)"),
		nowhere,
	).Resolve(t.Context())
	e := cloud.RedactError(kindOf(t, err))
	if e.Kind != apierr.CredentialsMissing {
		t.Errorf("%+v", e)
	}
	places := []string{
		"huaweicloud block", "HW_AUTH_TOKEN", "HW_ACCESS_KEY and HW_SECRET_KEY", "HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK",
		"credentials (does not exist)",
	}
	if len(e.Searched) != len(places) {
		t.Fatalf("looked at %q", e.Searched)
	}
	for i, place := range places {
		if !strings.Contains(e.Searched[i], place) {
			t.Errorf("place %d is %q, want %s", i, e.Searched[i], place)
		}
	}
	if !strings.Contains(e.Advice, "HW_ACCESS_KEY and HW_SECRET_KEY") || !strings.Contains(e.Advice, "huaweicloud block") {
		t.Errorf("%q does not name the two shortest ways", e.Advice)
	}
	if _, err := FirstOf().Resolve(t.Context()); kindOf(t, err).Kind != apierr.CredentialsMissing {
		t.Error(err)
	}
}

func TestCredentialsFile(t *testing.T) {
	t.Parallel()
	pair := "ak = " + testAK + "\nsk = " + testSK + "\n"
	full := Credentials{AccessKey: testAK, SecretKey: testSK, SecurityToken: testToken, ProjectID: testProject}
	for name, row := range map[string]struct {
		content string
		want    Credentials
		says    string
	}{
		"basic":      {content: "[basic]\n" + pair, want: keyPair},
		"all keys":   {content: "[basic]\n" + pair + "security_token=" + testToken + "\nproject_id: " + testProject, want: full},
		"global":     {content: "[global]\n" + pair + "domain_id = d\n", want: keyPair},
		"both":       {content: "[global]\nak = g\nsk = g\n\n[basic]\n" + pair, want: keyPair},
		"line ends":  {content: strings.ReplaceAll("\ufeff# comment\n\n[ Basic ] ; x\n"+pair, "\n", "\r\n"), want: keyPair},
		"quotes":     {content: "[basic]\nAK = \"" + testAK + "\" # x\nSK='" + testSK + "'", want: keyPair},
		"comments":   {content: "; x\n[basic]\nak = " + testAK + "   # x\nsk = " + testSK + "\t; y # z\n", want: keyPair},
		"IAM unused": {content: "[basic]\niam_endpoint = https://iam.example.com\n" + pair, want: keyPair},

		"empty":           {content: "", says: "has neither a section [basic] nor a section [global]."},
		"no section":      {content: pair, says: "has neither a section [basic] nor a section [global]."},
		"no keys":         {content: "[basic]\nproject_id = s3cr3t\n", says: "has no ak and no sk."},
		"no keys, IAM":    {content: "[basic]\niam_endpoint = s3cr3t\n", says: "iam_endpoint is of no use here"},
		"no sk":           {content: "[basic]\nak = s3cr3t\n", says: "gives an access key without its secret key."},
		"no ak":           {content: "[basic]\nsk = s3cr3t\n", says: "gives a secret key without its access key."},
		"IdP":             {content: "[basic]\nidp_id = s3cr3t\nid_token_file = s3cr3t\n", says: "(idp_id, id_token_file), which this provider does not support."},
		"IdP and keys":    {content: "[basic]\n" + pair + "idp_id = s3cr3t\n", says: "(idp_id, id_token_file), which this provider does not support."},
		"JSON":            {content: "\n {\"ak\": \"s3cr3t\"}", says: "holds JSON"},
		"no key=value":    {content: "[basic]\nak = a\ns3cr3t\n", says: "Line 3 of the credentials file"},
		"no key":          {content: "[basic]\n= s3cr3t\n", says: "Line 2 of the credentials file"},
		"open section":    {content: "[basic s3cr3t\n", says: "Line 1 of the credentials file"},
		"open quote":      {content: "[basic]\nak = \"s3cr3t\n", says: "Line 2 of the credentials file"},
		"after the quote": {content: "[basic]\nak = \"a\" s3cr3t\n", says: "Line 2 of the credentials file"},
		"section, text":   {content: "[basic] s3cr3t\n", says: "Line 1 of the credentials file"},
		"binary":          {content: "[basic]\x00s3cr3t", says: "is no UTF-8 text"},
		"not UTF-8":       {content: "[basic]\nak = s3cr3t\xff", says: "is no UTF-8 text"},
		"huge":            {content: strings.Repeat("# s3cr3t\n", 200_000), says: "it is larger than 1 MiB."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "credentials")
			write(t, path, row.content)
			c, err := CredentialsFile(fileAt(path)).Resolve(t.Context())
			if row.says == "" {
				if !strings.HasSuffix(c.Source, "] of "+path) {
					t.Errorf("the source is %q", c.Source)
				}
				c.Source = row.want.Source
				if err != nil || c != row.want {
					t.Errorf("%#v, %v", c, err)
				}
				return
			}
			e := cloud.RedactError(kindOf(t, err))
			if e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, row.says) || !strings.Contains(e.Reason, path) {
				t.Errorf("%q does not say %q of %s", e.Reason, row.says, path)
			}
			if strings.Contains(e.Reason+e.Advice, "s3cr3t") {
				t.Errorf("%q shows what the file holds", e.Reason)
			}
		})
	}
}

func TestCredentialsFilePath(t *testing.T) {
	dir := t.TempDir()
	for _, source := range []Source{CredentialsFile(fileAt(dir)), CredentialsFileIfPresent(fileAt(dir))} {
		if _, err := source.Resolve(t.Context()); kindOf(t, err).Kind != apierr.InvalidCredentials {
			t.Errorf("a directory: %v", err)
		}
	}
	none := filepath.Join(dir, "none")
	_, err := CredentialsFile(fileAt(none)).Resolve(t.Context())
	if e := kindOf(t, err); e.Kind != apierr.InvalidCredentials || e.Reason != "The credentials file "+none+" does not exist." ||
		e.Advice != "Check the test's setting." {
		t.Errorf("%+v", e)
	}
	_, err = CredentialsFileIfPresent(fileAt(none)).Resolve(t.Context())
	if e := kindOf(t, err); e.Kind != apierr.CredentialsMissing || e.Reason != "the credentials file "+none+" (does not exist)" {
		t.Errorf("%+v", e)
	}
}

// The file is read within the read's context: here it is there, and the run has been interrupted.
func TestCredentialsFileEndsWithTheContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "credentials")
	write(t, path, "[basic]\nak = "+testAK+"\nsk = "+testSK+"\n")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, source := range []Source{CredentialsFile(fileAt(path)), CredentialsFileIfPresent(fileAt(path))} {
		if _, err := source.Resolve(stopped); kindOf(t, err).Kind != apierr.Interrupted {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzParseINI(f *testing.F) {
	f.Add([]byte("[basic]\nak = a\nsk = \"b\" # c\n"))
	f.Add([]byte("\xef\xbb\xbf[global]\r\nak:a\r\n; x\n"))
	f.Add([]byte("{\"ak\":1}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		sections, e := parseINI(content, "FILE")
		if (sections == nil) == (e == nil) {
			t.Fatalf("%v, %v", sections, e)
		}
		if e == nil {
			c, e := pick(sections, "FILE")
			if e == nil && c.AccessKey == "" && c.SecretKey == "" {
				t.Fatalf("nothing was picked from %q", content)
			}
		}
	})
}
