// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/subtle"
	"slices"
	"time"
)

// The clouds of identities.
const (
	Alibaba = "alibaba"
	Huawei  = "huawei"
)

// Identity is one set of credentials that the emulator knows. All of them are made up.
type Identity struct {
	// Name is the identity's name in the journal: "alibaba", "huawei-temporary", "session-3".
	Name string `json:"name"`
	// Cloud is Alibaba or Huawei.
	Cloud string `json:"cloud"`
	// AccessKeyID and Secret are the key pair, empty for an identity that is only a token.
	AccessKeyID string `json:"access_key,omitempty"`
	Secret      string `json:"secret_key,omitempty"`
	// SecurityToken is the token of a temporary key. The key is refused without it or with another one.
	SecurityToken string `json:"security_token,omitempty"`
	// AuthToken is a Huawei IAM token, sent as X-Auth-Token.
	AuthToken string `json:"auth_token,omitempty"`
	// Disabled keys are known but refused.
	Disabled bool `json:"disabled,omitempty"`
	// Expires is when a temporary key or a token expires; zero means never.
	Expires time.Time `json:"expires,omitzero"`
	// Denied are the APIs that this identity may not call.
	Denied []string `json:"denied,omitempty"`
	// Via is the API that created a session, such as AssumeRole; empty for other identities.
	Via string `json:"via,omitempty"`
	// RoleArn is the role of a session, or the name of the ECS role.
	RoleArn string `json:"role_arn,omitempty"`
}

// Keys are the built-in identities of every emulator.
type Keys struct {
	Alibaba            Identity `json:"alibaba"`
	AlibabaSTS         Identity `json:"alibaba_sts"`
	AlibabaSTSExpired  Identity `json:"alibaba_sts_expired"`
	AlibabaDisabled    Identity `json:"alibaba_disabled"`
	AlibabaDenied      Identity `json:"alibaba_denied"`
	Huawei             Identity `json:"huawei"`
	HuaweiTemporary    Identity `json:"huawei_temporary"`
	HuaweiToken        Identity `json:"huawei_token"`
	HuaweiTokenExpired Identity `json:"huawei_token_expired"`
	HuaweiDenied       Identity `json:"huawei_denied"`
	// HuaweiProjectID is the IAM project of the Huawei identities. It is not checked.
	HuaweiProjectID string `json:"huawei_project_id"`
	// RoleArn, GuardedRoleArn (which needs ExternalID, for an hour at most), OIDCProviderArn and OIDCToken are known to AssumeRole and
	// AssumeRoleWithOIDC.
	RoleArn         string `json:"role_arn"`
	GuardedRoleArn  string `json:"guarded_role_arn"`
	ExternalID      string `json:"external_id"`
	OIDCProviderArn string `json:"oidc_provider_arn"`
	OIDCToken       string `json:"oidc_token"`
	// HuaweiAgency, an agency of the account HuaweiDomainName, whose id is HuaweiDomainID, can be assumed by every identity. The
	// identity provider HuaweiIDP accepts OIDCToken.
	HuaweiAgency     string `json:"huawei_agency"`
	HuaweiDomainName string `json:"huawei_domain_name"`
	HuaweiDomainID   string `json:"huawei_domain_id"`
	HuaweiIDP        string `json:"huawei_idp"`
	// ECSRoleName is the role whose credentials the metadata service returns.
	ECSRoleName string `json:"ecs_role_name"`
}

// BuiltinKeys returns the built-in identities. Their tokens contain "/", "+" and "=", which a client can escape wrongly.
func BuiltinKeys() Keys {
	const (
		alibabaSecret = "emulatorAlibabaSecret00000000"
		huaweiSecret  = "emulatorHuaweiSecret0000000000000000000"
	)
	past := time.Date(2000, 1, 2, 3, 4, 5, 0, time.UTC)
	alibaba := func(name, accessKeyID, number, token string) Identity {
		return Identity{Name: name, Cloud: Alibaba, AccessKeyID: accessKeyID, Secret: alibabaSecret + number, SecurityToken: token}
	}
	huawei := func(name, accessKeyID, number, token string) Identity {
		return Identity{Name: name, Cloud: Huawei, AccessKeyID: accessKeyID, Secret: huaweiSecret + number, SecurityToken: token}
	}
	keys := Keys{
		Alibaba:           alibaba("alibaba", "LTAIemulatorPermanent01", "01", ""),
		AlibabaSTS:        alibaba("alibaba-sts", "STS.emulatorTemporary02", "02", "CAISemulator/token+two=="),
		AlibabaSTSExpired: alibaba("alibaba-sts-expired", "STS.emulatorExpired03", "03", "CAISemulator/token+three=="),
		AlibabaDisabled:   alibaba("alibaba-disabled", "LTAIemulatorDisabled04", "04", ""),
		AlibabaDenied:     alibaba("alibaba-denied", "LTAIemulatorDenied05", "05", ""),
		Huawei:            huawei("huawei", "HWEMULATORPERMANENT1", "1", ""),
		HuaweiTemporary:   huawei("huawei-temporary", "HWEMULATORTEMPORARY2", "2", "ggemulator/token+two=="),
		HuaweiToken:       Identity{Name: "huawei-token", Cloud: Huawei, AuthToken: "MIIemulatorAuthToken/three+good=="},
		HuaweiTokenExpired: Identity{
			Name: "huawei-token-expired", Cloud: Huawei, AuthToken: "MIIemulatorAuthToken/four+late==", Expires: past,
		},
		HuaweiDenied:     huawei("huawei-denied", "HWEMULATORDENIED0005", "5", ""),
		HuaweiAgency:     "cloudstatus-agency",
		HuaweiDomainName: "emulator-account",
		HuaweiDomainID:   "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
		HuaweiIDP:        "emulator-idp",
		HuaweiProjectID:  "1f2e3d4c5b6a79880f1e2d3c4b5a6978",
		RoleArn:          "acs:ram::1234567890123456:role/cloudstatus-reader",
		GuardedRoleArn:   "acs:ram::1234567890123456:role/cloudstatus-guarded",
		ExternalID:       "emulator-external-id",
		OIDCProviderArn:  "acs:ram::1234567890123456:oidc-provider/emulator",
		OIDCToken:        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJlbXVsYXRvciJ9.emulator",
		ECSRoleName:      "cloudstatus-ecs",
	}
	keys.AlibabaSTSExpired.Expires = past
	keys.AlibabaDisabled.Disabled = true
	keys.AlibabaDenied.Denied, keys.HuaweiDenied.Denied = []string{AnyKey}, []string{AnyKey}
	return keys
}

// identities returns the built-in identities as a list.
func (k Keys) identities() []Identity {
	return []Identity{
		k.Alibaba, k.AlibabaSTS, k.AlibabaSTSExpired, k.AlibabaDisabled, k.AlibabaDenied,
		k.Huawei, k.HuaweiTemporary, k.HuaweiToken, k.HuaweiTokenExpired, k.HuaweiDenied,
	}
}

// Keys returns the built-in identities.
func (s *Server) Keys() Keys { return s.keys }

// AddKey adds an identity, which replaces an earlier one with the same key id.
func (s *Server) AddKey(id Identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identities = slices.DeleteFunc(s.identities, func(old Identity) bool {
		return id.AccessKeyID != "" && old.Cloud == id.Cloud && old.AccessKeyID == id.AccessKeyID
	})
	s.identities = append(s.identities, id)
}

// identityOfKey returns the identity with a key id.
func (s *Server) identityOfKey(cloud, accessKeyID string) (Identity, bool) {
	return s.findIdentity(func(id Identity) bool {
		return accessKeyID != "" && id.Cloud == cloud && id.AccessKeyID == accessKeyID
	})
}

// findIdentity returns the first identity that matches.
func (s *Server) findIdentity(match func(Identity) bool) (Identity, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.identities, match); i >= 0 {
		return s.identities[i], true
	}
	return Identity{}, false
}

// tokenName returns the name of the identity with a security or auth token, "" for no token, unknownToken for any other.
func (s *Server) tokenName(token string) string {
	if token == "" {
		return ""
	}
	if id, ok := s.findIdentity(func(id Identity) bool { return id.SecurityToken == token || id.AuthToken == token }); ok {
		return id.Name
	}
	return unknownToken
}

// unknownToken is the name for a token that no identity has.
const unknownToken = "unknown"

// expired reports whether the identity has expired.
func (id Identity) expired(now time.Time) bool {
	return !id.Expires.IsZero() && !now.Before(id.Expires)
}

// denied reports whether the identity may not call an API.
func (id Identity) denied(api string) bool {
	return slices.Contains(id.Denied, api) || slices.Contains(id.Denied, AnyKey)
}

// equalSecrets compares secrets in constant time, as a server should.
func equalSecrets(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
