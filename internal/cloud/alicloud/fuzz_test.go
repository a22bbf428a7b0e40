// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// long are the lines of a text that cannot be in a message by accident.
func long(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return len(line) < 24 })
}

// FuzzCLIConfig: any CLI configuration file gives a profile's provider or an error that shows nothing of the file.
func FuzzCLIConfig(f *testing.F) {
	for _, content := range []string{
		"{\"current\":\"p\",\"profiles\":[{\"name\":\"p\",\"mode\":\"AK\",\"access_key_id\":\"LTAIfuzz\",\"access_key_secret\":\"s\",\"region_id\":\"cn-hangzhou\"}]}",
		"{\"current\":\"p\",\"profiles\":[{\"name\":\"p\",\"mode\":\"StsToken\",\"access_key_id\":\"STS.fuzz\",\"access_key_secret\":\"s\",\"sts_token\":\"t\"}]}",
		"{\"current\":\"p\",\"profiles\":[{\"name\":\"p\",\"mode\":\"ChainableRamRoleArn\",\"source_profile\":\"p\",\"ram_role_arn\":\"acs:ram::1:role/r\"}]}",
		"{\"current\":\"p\",\"profiles\":[{\"name\":\"p\",\"mode\":\"External\",\"process_command\":\"rm -rf /\"}]}",
		"{\"profiles\":[{\"name\":\"default\",\"expired_seconds\":\"many\"}]}",
		"{\"profiles\":[{\"access_key_secret\":\"cut off", "[default]\naccess_key_id = LTAI\n", "\xef\xbb\xbf{}", "null", "[]", "",
	} {
		f.Add([]byte(content))
	}
	const file = "FILE"
	f.Fuzz(func(t *testing.T, content []byte) {
		config, err := parseCLIConfig(content, fileAt(file))
		if err != nil {
			var e *apierr.Error
			if !errors.As(err, &e) || e.Kind != apierr.InvalidCredentials || e.Reason == "" {
				t.Fatalf("%q: %v", content, err)
			}
			for _, part := range long(string(content)) {
				if strings.Contains(e.Reason+e.Advice, part) {
					t.Fatalf("%q is shown in %q", part, e.Reason)
				}
			}
			return
		}
		for _, p := range config.Profiles {
			source, e := Profile{File: fileAt(file)}.provider(config, p.Name, nil)
			if (source == nil) == (e == nil) {
				t.Fatalf("%q: %v, %v", content, source, e)
			}
			if e != nil && len(p.AccessKeySecret) > 24 && strings.Contains(e.Reason, p.AccessKeySecret) {
				t.Fatalf("%q is shown in %q", p.AccessKeySecret, e.Reason)
			}
		}
	})
}

// FuzzTemporary: a response of a credentials API gives usable credentials, or an error and none, in the format of STS and
// in the flat one.
func FuzzTemporary(f *testing.F) {
	for _, body := range []string{
		"{\"Credentials\":{\"AccessKeyId\":\"STS.a\",\"AccessKeySecret\":\"s\",\"SecurityToken\":\"t\",\"Expiration\":\"2099-01-02T03:04:05Z\"}}",
		"{\"Code\":\"Success\",\"AccessKeyId\":\"STS.a\",\"AccessKeySecret\":\"s\",\"SecurityToken\":\"t\",\"Expiration\":\"soon\"}",
		"{\"Code\":\"Failed\"}", "{\"RequestId\":\"r\",\"Code\":\"NoPermission\",\"Message\":\"m\"}",
		"{\"Code\":404,\"Message\":{},\"RequestId\":[]}", "{\"Credentials\":null}", "<html>", "",
	} {
		f.Add(200, []byte(body))
		f.Add(403, []byte(body))
		f.Add(503, []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		a := cloud.Response{Status: status, Header: http.Header{}, Body: body}
		for form, read := range map[string]func() (credentials.Credentials, *apierr.Error){
			"STS": func() (credentials.Credentials, *apierr.Error) {
				return readSTS(t.Context(), a, time.Hour, "do it", "Do it.")
			},
			"flat": func() (credentials.Credentials, *apierr.Error) {
				c, err := readKey(t.Context(), a, "it", "It", "Ask it.")
				return c, apierr.From(err)
			},
		} {
			c, e := read()
			switch {
			case e == nil && (c.AccessKeyID == "" || c.SecretKey == "" || c.Expires.IsZero()):
				t.Fatalf("%s, HTTP %d %q gave %#v", form, status, body, c)
			case e != nil && (e.Kind == "" || e.Reason == "" && e.Kind != apierr.ClockSkew || c != (credentials.Credentials{})):
				t.Fatalf("%s, HTTP %d %q: %+v, %#v", form, status, body, e, c)
			}
		}
	})
}
