// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// signatureOf computes SDK-HMAC-SHA256 from Huawei's description of the scheme, sharing no code with the SDK, for a request
// without a query and a body.
func signatureOf(method, path string, header http.Header, signed []string, secret string) string {
	canonical := method + "\n" + strings.TrimSuffix(path, "/") + "/\n\n"
	for _, name := range signed {
		canonical += name + ":" + strings.TrimSpace(header.Get(name)) + "\n"
	}
	bodyHash := sha256.Sum256(nil)
	canonical += "\n" + strings.Join(signed, ";") + "\n" + hex.EncodeToString(bodyHash[:])
	hash := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + header.Get("X-Sdk-Date") + "\n" + hex.EncodeToString(hash[:])))
	return hex.EncodeToString(mac.Sum(nil))
}

// verify checks a request's signature, and that the headers that matter are signed.
func verify(t *testing.T, r *http.Request) {
	t.Helper()
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "SDK-HMAC-SHA256 Access="+testAK+", SignedHeaders=")
	list, signature, cut := strings.Cut(rest, ", Signature=")
	if !ok || !cut {
		t.Fatalf("Authorization is %q", r.Header.Get("Authorization"))
	}
	signed := strings.Split(list, ";")
	for _, name := range []string{"x-sdk-date", "x-project-id", "x-domain-id", "x-security-token"} {
		if r.Header.Get(name) != "" && !slices.Contains(signed, name) {
			t.Errorf("%s is sent and not signed", name)
		}
	}
	if want := signatureOf(r.Method, r.URL.Path, r.Header, signed, testSK); signature != want {
		t.Errorf("signature %s, want %s", signature, want)
	}
}
