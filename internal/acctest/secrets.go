// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// signingMarks are parts of a string to sign or a canonical request.
var signingMarks = []string{"post&%2f&", "get&%2f&", "sdk-hmac-sha256", "x-acs-signature", "x-sdk-date:", "stringtosign", "string to sign"}

// Leaks returns what text shows of the secrets that an emulator knows, which are its keys, the sessions that it issued and the
// signatures that it received, of what was signed, and of more secrets.
func Leaks(server *emulator.Server, text string, more ...string) (found []string) {
	keys, secrets := server.Keys(), more
	ids := append(server.Sessions(), keys.Alibaba, keys.AlibabaSTS, keys.Huawei, keys.HuaweiTemporary, keys.HuaweiToken)
	for _, id := range ids {
		secrets = append(secrets, id.Secret, id.SecurityToken, id.AuthToken)
	}
	secrets = append(secrets, keys.OIDCToken, keys.ExternalID)
	for _, e := range server.Journal() {
		_, huawei, _ := strings.Cut(e.Header.Get("Authorization"), "Signature=")
		_, roa, _ := strings.Cut(e.Header.Get("Authorization"), ":")
		secrets = append(secrets, e.Query.Get("Signature"), e.SecurityToken, e.AuthToken, huawei, roa)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(text, secret) {
			found = append(found, secret)
		}
	}
	lower := strings.ToLower(text)
	for _, mark := range signingMarks {
		if strings.Contains(lower, mark) {
			found = append(found, mark)
		}
	}
	return found
}

// NoSecrets fails the test if a diagnostic shows one of the secrets.
func NoSecrets(t *testing.T, diags []Diagnostic, secrets ...string) {
	t.Helper()
	for _, diag := range diags {
		for _, secret := range secrets {
			if secret != "" && strings.Contains(diag.String(), secret) {
				t.Errorf("a secret is shown:\n%s", diag)
			}
		}
	}
}
