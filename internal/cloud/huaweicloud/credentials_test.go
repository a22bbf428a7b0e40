// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fileAt is a file that this test names.
func fileAt(path string) cloud.File { return cloud.File{Path: path, Setting: "the test's setting"} }

func TestCredentialsFile(t *testing.T) {
	t.Parallel()
	pair := "ak = " + testAK + "\nsk = " + testSK + "\n"
	full := credentials.Credentials{AccessKeyID: testAK, SecretKey: testSK, SecurityToken: testToken, ProjectID: testProject}
	for name, row := range map[string]struct {
		content  string
		want     credentials.Credentials
		contains string
	}{
		"basic":      {content: "[basic]\n" + pair, want: keyPair},
		"all keys":   {content: "[basic]\n" + pair + "security_token=" + testToken + "\nproject_id: " + testProject, want: full},
		"global":     {content: "[global]\n" + pair + "domain_id = d\n", want: keyPair},
		"both":       {content: "[global]\nak = g\nsk = g\n\n[basic]\n" + pair, want: keyPair},
		"line ends":  {content: strings.ReplaceAll("\ufeff# comment\n\n[ Basic ] ; x\n"+pair, "\n", "\r\n"), want: keyPair},
		"quotes":     {content: "[basic]\nAK = \"" + testAK + "\" # x\nSK='" + testSK + "'", want: keyPair},
		"comments":   {content: "; x\n[basic]\nak = " + testAK + "   # x\nsk = " + testSK + "\t; y # z\n", want: keyPair},
		"IAM unused": {content: "[basic]\niam_endpoint = https://iam.example.com\n" + pair, want: keyPair},

		"empty":           {content: "", contains: "has neither a section [basic] nor a section [global]."},
		"no section":      {content: pair, contains: "has neither a section [basic] nor a section [global]."},
		"no keys":         {content: "[basic]\nproject_id = s3cr3t\n", contains: "has no ak and no sk."},
		"no keys, IAM":    {content: "[basic]\niam_endpoint = s3cr3t\n", contains: "iam_endpoint is of no use here"},
		"no sk":           {content: "[basic]\nak = s3cr3t\n", contains: "gives an access key without its secret key."},
		"no ak":           {content: "[basic]\nsk = s3cr3t\n", contains: "gives a secret key without its access key."},
		"IdP":             {content: "[basic]\nidp_id = s3cr3t\nid_token_file = s3cr3t\n", contains: "(idp_id, id_token_file), which this provider does not support."},
		"IdP and keys":    {content: "[basic]\n" + pair + "idp_id = s3cr3t\n", contains: "(idp_id, id_token_file), which this provider does not support."},
		"JSON":            {content: "\n {\"ak\": \"s3cr3t\"}", contains: "holds JSON"},
		"no key=value":    {content: "[basic]\nak = a\ns3cr3t\n", contains: "Line 3 of the credentials file"},
		"no key":          {content: "[basic]\n= s3cr3t\n", contains: "Line 2 of the credentials file"},
		"open section":    {content: "[basic s3cr3t\n", contains: "Line 1 of the credentials file"},
		"open quote":      {content: "[basic]\nak = \"s3cr3t\n", contains: "Line 2 of the credentials file"},
		"after the quote": {content: "[basic]\nak = \"a\" s3cr3t\n", contains: "Line 2 of the credentials file"},
		"section, text":   {content: "[basic] s3cr3t\n", contains: "Line 1 of the credentials file"},
		"binary":          {content: "[basic]\x00s3cr3t", contains: "is no UTF-8 text"},
		"not UTF-8":       {content: "[basic]\nak = s3cr3t\xff", contains: "is no UTF-8 text"},
		"huge":            {content: strings.Repeat("# s3cr3t\n", 200_000), contains: "it is larger than 1 MiB."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "credentials")
			write(t, path, row.content)
			c, err := CredentialsFile{File: fileAt(path)}.Retrieve(t.Context())
			if row.contains == "" {
				if !strings.HasSuffix(c.Source, "] of "+path) {
					t.Errorf("the source is %q", c.Source)
				}
				c.Source = row.want.Source
				if err != nil || c != row.want {
					t.Errorf("%#v, %v", c, err)
				}
				return
			}
			e := kindOf(t, err)
			if e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, row.contains) || !strings.Contains(e.Reason, path) {
				t.Errorf("%q does not contain %q and %s", e.Reason, row.contains, path)
			}
			if strings.Contains(e.Reason+e.Advice, "s3cr3t") {
				t.Errorf("%q shows what the file holds", e.Reason)
			}
		})
	}
}

func TestCredentialsFilePath(t *testing.T) {
	dir := t.TempDir()
	for _, source := range []credentials.Provider{CredentialsFile{File: fileAt(dir)}, CredentialsFile{fileAt(dir), true}} {
		if _, err := source.Retrieve(t.Context()); kindOf(t, err).Kind != apierr.InvalidCredentials {
			t.Errorf("a directory: %v", err)
		}
	}
	none := filepath.Join(dir, "none")
	_, err := CredentialsFile{File: fileAt(none)}.Retrieve(t.Context())
	if e := kindOf(t, err); e.Kind != apierr.InvalidCredentials || e.Reason != "The credentials file "+none+" does not exist." ||
		e.Advice != "Check the test's setting." {
		t.Errorf("%+v", e)
	}
	_, err = CredentialsFile{fileAt(none), true}.Retrieve(t.Context())
	if e := kindOf(t, err); e.Kind != apierr.CredentialsMissing || e.Reason != "the credentials file "+none+" (does not exist)" {
		t.Errorf("%+v", e)
	}
}

func FuzzParseINI(f *testing.F) {
	f.Add([]byte("[basic]\nak = a\nsk = \"b\" # c\n"))
	f.Add([]byte("\xef\xbb\xbf[global]\r\nak:a\r\n; x\n"))
	f.Add([]byte("{\"ak\":1}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, e := parse(content, "FILE")
		if e == nil && (c.AccessKeyID == "" || c.SecretKey == "") {
			t.Fatalf("no key was found in %q", content)
		}
	})
}
