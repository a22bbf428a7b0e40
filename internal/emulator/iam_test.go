// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"net/http"
	"testing"
)

// iamCall sends a request to IAM or STS, signed by id if it has a key.
func iamCall(t *testing.T, s *Server, id Identity, path, body string, headers ...string) reply {
	t.Helper()
	r := newRequest(t, http.MethodPost, s.URL()+path, body, append(headers, "Content-Type", "application/json")...)
	r.Header.Set("X-Sdk-Date", s.clock().UTC().Format(huaweiTimeLayout))
	if id.SecurityToken != "" {
		r.Header.Set("X-Security-Token", id.SecurityToken)
	}
	if id.AccessKeyID == "" {
		r.Header.Del("X-Sdk-Date")
		return send(t, r)
	}
	signed := []string{"x-sdk-date"}
	if id.SecurityToken != "" {
		signed = []string{"x-sdk-date", "x-security-token"}
	}
	return send(t, signHuawei(id, r, body, signed...))
}

const securityTokens = "/v3.0/OS-CREDENTIAL/securitytokens"

func byAgency(agency, domain string, seconds int) string {
	return fmt.Sprintf(`{"auth":{"identity":{"methods":["assume_role"],"assume_role":{"agency_name":%q,"domain_name":%q,"duration_seconds":%d}}}}`,
		agency, domain, seconds)
}

// Keys from each of the services are accepted by TestPlan.
func TestHuaweiKeysAreIssued(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	k := s.Keys()
	token := iamCall(t, s, Identity{}, "/v3.0/OS-AUTH/id-token/tokens", fmt.Sprintf(`{"auth":{"id_token":{"id":%q}}}`, k.OIDCToken), "X-Idp-Id", k.HuaweiIDP)
	subject := token.header.Get("X-Subject-Token")
	if token.status != 201 || subject == "" {
		t.Fatalf("%d %s", token.status, token.body)
	}
	urn := fmt.Sprintf(`{"agency_urn":"iam::%s:agency:%s","agency_session_name":"test"}`, k.HuaweiDomainID, k.HuaweiAgency)
	metadata := send(t, newRequest(t, "GET", s.URL()+"/openstack/latest/securitykey", ""))
	for name, got := range map[string]reply{
		CreateTemporaryAccessKeyByAgency: iamCall(t, s, k.Huawei, securityTokens, byAgency(k.HuaweiAgency, k.HuaweiDomainName, 86400)),
		CreateTemporaryAccessKeyByToken: iamCall(t, s, Identity{}, securityTokens,
			fmt.Sprintf(`{"auth":{"identity":{"methods":["token"],"token":{"id":%q}}}}`, subject)),
		AssumeAgency:      iamCall(t, s, k.HuaweiTemporary, "/v5/agencies/assume", urn),
		HuaweiMetadataKey: metadata,
	} {
		if got.status/100 != 2 {
			t.Fatalf("%s: %d %s", name, got.status, got.body)
		}
		id, _ := issuedKey(t, got.body)
		r := packagesRequest(t, s, id, licensed)
		wantOK(t, s, send(t, signHuawei(id, r, "")))
		calls := s.Entries(testPlan)
		last, _ := s.findIdentity(func(id Identity) bool { return id.Name == calls[len(calls)-1].Identity })
		if last.Via != name {
			t.Errorf("the key of %s is of %+v", name, last)
		}
	}
	for api, want := range map[string]string{
		CreateTemporaryAccessKeyByAgency: "huawei", CreateTemporaryAccessKeyByToken: "session-1", CreateTokenWithIDToken: "",
		AssumeAgency: "huawei-temporary", HuaweiMetadataKey: "",
	} {
		if calls := s.Entries(api); len(calls) != 1 || calls[0].Identity != want || !calls[0].Accepted() {
			t.Errorf("%s: %+v", api, calls)
		}
	}
	r := newRequest(t, "GET", s.URL()+planPath(licensed), "", "X-Auth-Token", subject)
	if got := send(t, r); got.status != 403 {
		t.Errorf("a token without a scope was let through: %d", got.status)
	}
}

func TestHuaweiKeysAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	k := s.Keys()
	stranger, denied := k.Huawei, k.HuaweiDenied
	stranger.Secret += "x"
	urn := func(domain, agency string, seconds int) string {
		return fmt.Sprintf(`{"agency_urn":"iam::%s:agency:%s","agency_session_name":"test","duration_seconds":%d}`, domain, agency, seconds)
	}
	for name, row := range map[string]struct {
		got    reply
		status int
	}{
		"a wrong secret":       {iamCall(t, s, stranger, securityTokens, byAgency(k.HuaweiAgency, k.HuaweiDomainName, 0)), 401},
		"no signature":         {iamCall(t, s, Identity{}, securityTokens, byAgency(k.HuaweiAgency, k.HuaweiDomainName, 0)), 401},
		"no signature for STS": {iamCall(t, s, Identity{}, "/v5/agencies/assume", urn(k.HuaweiDomainID, k.HuaweiAgency, 0)), 401},
		"denied":               {iamCall(t, s, denied, securityTokens, byAgency(k.HuaweiAgency, k.HuaweiDomainName, 0)), 403},
		"another agency":       {iamCall(t, s, k.Huawei, securityTokens, byAgency("none", k.HuaweiDomainName, 0)), 404},
		"another account":      {iamCall(t, s, k.Huawei, securityTokens, byAgency(k.HuaweiAgency, "none", 0)), 404},
		"no account":           {iamCall(t, s, k.Huawei, securityTokens, byAgency(k.HuaweiAgency, "", 0)), 400},
		"too short":            {iamCall(t, s, k.Huawei, securityTokens, byAgency(k.HuaweiAgency, k.HuaweiDomainName, 899)), 400},
		"no body":              {iamCall(t, s, k.Huawei, securityTokens, ""), 400},
		"a token never issued": {iamCall(t, s, Identity{}, securityTokens, `{"auth":{"identity":{"methods":["token"],"token":{"id":"x"}}}}`), 401},
		"STS, another agency":  {iamCall(t, s, k.Huawei, "/v5/agencies/assume", urn(k.HuaweiDomainID, "none", 0)), 404},
		"STS, too long":        {iamCall(t, s, k.Huawei, "/v5/agencies/assume", urn(k.HuaweiDomainID, k.HuaweiAgency, 43201)), 400},
		"STS, a chain too long": {
			iamCall(t, s, k.HuaweiTemporary, "/v5/agencies/assume", urn(k.HuaweiDomainID, k.HuaweiAgency, 3601)), 400,
		},
		"another identity provider": {iamCall(t, s, Identity{}, "/v3.0/OS-AUTH/id-token/tokens", `{}`, "X-Idp-Id", "none"), 404},
		"another OIDC token":        {iamCall(t, s, Identity{}, "/v3.0/OS-AUTH/id-token/tokens", `{}`, "X-Idp-Id", k.HuaweiIDP), 401},
	} {
		if row.got.status != row.status {
			t.Errorf("%s: %d, want %d: %s", name, row.got.status, row.status, row.got.body)
		}
	}
	r := newRequest(t, "GET", s.URL()+"/openstack/latest/securitykey", "", huaweiTokenHeader, "x")
	if got := send(t, r); got.status != 403 {
		t.Errorf("a metadata token that was never issued: %d", got.status)
	}
}
