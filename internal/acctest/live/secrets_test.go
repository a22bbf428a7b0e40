// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

func TestSecrets(t *testing.T) {
	home := t.TempDir()
	write := func(content string, path ...string) string {
		name := filepath.Join(append([]string{home}, path...)...)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("HW_SECRET_KEY", "of/variable")
	write(`{"profiles": [{"access_key_id": "key-id", "access_key_secret": "of-profile", "sts_token":"of-profile-2"}]}`, ".aliyun", "config.json")
	write("[basic]\nak = key-id\nsk = of-ini\n", ".huaweicloud", "credentials")
	t.Setenv("ALIBABA_CLOUD_OIDC_TOKEN_FILE", write("of.oidc.file", "token"))

	s := newSecrets()
	s.observe(&http.Request{
		URL:    &url.URL{RawQuery: "Signature=of-rpc%3D&SecurityToken=of-rpc-session"},
		Header: http.Header{"Authorization": {"acs key-id:of-roa="}, "X-Acs-Security-Token": {"of-roa-session"}},
	}, cloud.Response{Body: []byte(`{"Credentials": {"AccessKeyId": "key-id", "AccessKeySecret" : "of-sts"}}`)})
	s.observe(&http.Request{URL: &url.URL{}, Header: http.Header{
		"Authorization": {"SDK-HMAC-SHA256 Access=key-id, SignedHeaders=host, Signature=of-huawei"}, "X-Auth-Token": {"of-iam"},
	}}, cloud.Response{Body: []byte(`{"ArmsApmInfo": "{\"appId\":\"key-id\",\"licenseKey\":\"of@arms\"}"}`)})

	for _, text := range []string{
		"of/variable", "of%2Fvariable", "of-profile", "of-profile-2", "of-ini", "of.oidc.file", "of-rpc=", "of-rpc%3D",
		"of-rpc-session", "of-roa=", "of-roa-session", "of-sts", "of-huawei", "of-iam", "of@arms",
	} {
		if found := s.in("before " + text + " after"); len(found) == 0 {
			t.Errorf("%q is not found", text)
		}
	}
	if found := s.in("key-id host profiles licenseKey"); len(found) > 0 {
		t.Errorf("found %q where there is no secret", found)
	}
}
