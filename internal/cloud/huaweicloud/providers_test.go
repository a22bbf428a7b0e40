// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	issuedV3 = `{"credential":{"access":"AK3","secret":"SK3","securitytoken":"T3","expires_at":"2099-01-08T03:50:07.574000Z"}}`
	issuedV5 = `{"assumed_agency":{"urn":"u"},"credentials":{"access_key_id":"AK5","secret_access_key":"SK5","security_token":"T5",` +
		`"expiration":"2099-01-08T03:50:07Z"}}`
)

// service is IAM, STS and the ECS metadata service: it responds by path, and keeps each request as one line with its body.
func service(t *testing.T, responses map[string]http.HandlerFunc) (Config, *[]string) {
	t.Helper()
	var lines []string
	endpoint, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		line := fmt.Sprintf("%s %s %s", r.Method, r.URL.Path, body)
		for _, name := range []string{"X-Idp-Id", "X-Security-Token", "X-Auth-Token", "X-Metadata-Token", "X-Project-Id"} {
			if value := r.Header.Get(name); value != "" {
				line += fmt.Sprintf(" %s=%s", name, value)
			}
		}
		if _, rest, signed := strings.Cut(r.Header.Get("Authorization"), "Access="); signed {
			line += " by " + rest[:strings.Index(rest, ",")]
		}
		lines = append(lines, line)
		if respond, found := responses[r.URL.Path]; found {
			respond(w, r)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	})
	return Config{
		Region: cloud.Region{ID: "cn-north-4"}, Metadata: endpoint, Transport: cloud.NewTransport(userAgent, nil),
		Endpoints: cloud.Endpoints{"iam": {Endpoint: endpoint}, "sts": {Endpoint: endpoint}},
	}, &lines
}

func respond(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// TestProviders has each provider send what the vendor's document says, and use what it gets.
func TestProviders(t *testing.T) {
	t.Parallel()
	const idToken, subject = "/v3.0/OS-AUTH/id-token/tokens", "MIIsubject"
	folder := t.TempDir()
	token := filepath.Join(folder, "token")
	write(t, token, "oidc.token\r\n")
	base := credentials.Static(credentials.Credentials{AccessKeyID: testAK, SecretKey: testSK, SecurityToken: testToken, ProjectID: "p", Source: "the test"})
	byToken := credentials.Static(credentials.Credentials{AuthToken: "MIIbase", Source: "the test"})
	responses := map[string]http.HandlerFunc{
		securityTokensPath: respond(201, issuedV3), "/v5/agencies/assume": respond(200, issuedV5),
		idToken:                         respond(201, `{"token":{}}`, "X-Subject-Token", subject),
		"/meta-data/latest/api/token":   respond(200, "metadata-token\n"),
		"/openstack/latest/securitykey": respond(200, issuedV3),
	}
	exchanged := []string{
		`POST ` + idToken + ` {"auth":{"id_token":{"id":"oidc.token"}}} X-Idp-Id=idp`,
		`POST ` + securityTokensPath + ` {"auth":{"identity":{"methods":["token"],"token":{"duration_seconds":3600,"id":"MIIsubject"}}}}`,
	}
	for name, row := range map[string]struct {
		provider func(Config) credentials.Provider
		change   map[string]http.HandlerFunc
		key      string
		source   string
		sent     []string
	}{
		"v3": {
			provider: func(c Config) credentials.Provider {
				return AssumeAgency{Config: c, Base: base, Agency: Agency{Name: "a", DomainName: "d"}}
			},
			key: "AK3", source: `the agency "a", assumed by the test`,
			sent: []string{`POST ` + securityTokensPath + ` {"auth":{"identity":{"assume_role":{"agency_name":"a","domain_name":"d",` +
				`"duration_seconds":3600},"methods":["assume_role"]}}} X-Security-Token=` + testToken + ` by ` + testAK},
		},
		"v3 by a token": {
			provider: func(c Config) credentials.Provider {
				return AssumeAgency{Config: c, Base: byToken, Agency: Agency{Name: "a", DomainName: "d", Duration: 24 * time.Hour}}
			},
			key: "AK3", source: `the agency "a", assumed by the test`,
			sent: []string{`POST ` + securityTokensPath + ` {"auth":{"identity":{"assume_role":{"agency_name":"a","domain_name":"d",` +
				`"duration_seconds":86400},"methods":["assume_role"]}}} X-Auth-Token=MIIbase`},
		},
		"v5": {
			provider: func(c Config) credentials.Provider {
				return AssumeAgency{Config: c, Base: base, Agency: Agency{Name: "a", DomainName: "d", DomainID: "i", Duration: 15 * time.Minute}}
			},
			key: "AK5", source: `the agency "a", assumed by the test`,
			sent: []string{`POST /v5/agencies/assume {"agency_session_name":"terraform-provider-cloudstatus","agency_urn":"iam::i:agency:a",` +
				`"duration_seconds":900} X-Security-Token=` + testToken + ` by ` + testAK},
		},
		"no agency": {
			provider: func(c Config) credentials.Provider {
				return AssumeAgency{Config: c, Base: base, Agency: Agency{DomainName: "d"}}
			},
			key: testAK, source: "the test",
		},
		"OIDC": {
			provider: func(c Config) credentials.Provider {
				return OIDC{Config: c, IdpID: "idp", TokenFile: cloud.File{Path: token}}
			},
			key: "AK3", source: "the OIDC token in " + token + `, by the identity provider "idp"`, sent: exchanged,
		},
		"OIDC, a value before a file": {
			provider: func(c Config) credentials.Provider {
				return OIDC{Config: c, IdpID: "idp", Token: "oidc.token", TokenFile: cloud.File{Path: "none"}}
			},
			key: "AK3", source: `the OIDC token, by the identity provider "idp"`, sent: exchanged,
		},
		"OIDC and an agency": {
			provider: func(c Config) credentials.Provider {
				return OIDC{Config: c, IdpID: "idp", Token: "oidc.token", Agency: Agency{Name: "a", DomainID: "i"}}
			},
			key: "AK5", source: `the agency "a", assumed by the OIDC token, by the identity provider "idp"`,
			sent: append(exchanged[:2:2], `POST /v5/agencies/assume {"agency_session_name":"terraform-provider-cloudstatus",`+
				`"agency_urn":"iam::i:agency:a","duration_seconds":3600} X-Security-Token=T3 by AK3`),
		},
		"ECS": {
			provider: func(c Config) credentials.Provider { return ECSAgency{c} }, key: "AK3", source: "the agency of this ECS instance",
			sent: []string{"PUT /meta-data/latest/api/token ", "GET /openstack/latest/securitykey  X-Metadata-Token=metadata-token"},
		},
		"ECS without tokens": {
			provider: func(c Config) credentials.Provider { return ECSAgency{c} }, key: "AK3", source: "the agency of this ECS instance",
			change: map[string]http.HandlerFunc{"/meta-data/latest/api/token": respond(405, "")},
			sent:   []string{"PUT /meta-data/latest/api/token ", "GET /openstack/latest/securitykey "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := map[string]http.HandlerFunc{}
			for path, handler := range responses {
				all[path] = handler
			}
			for path, handler := range row.change {
				all[path] = handler
			}
			config, sent := service(t, all)
			got, err := row.provider(config).Retrieve(t.Context())
			if err != nil || got.AccessKeyID != row.key || got.Source != row.source ||
				strings.HasPrefix(row.key, "AK") && (got.Expires.Year() != 2099 || got.SecretKey != "SK"+row.key[2:] || got.SecurityToken != "T"+row.key[2:]) {
				t.Errorf("%+v, %v: %s %s", got, err, got.AccessKeyID, got.Expires)
			}
			if strings.Join(*sent, "\n") != strings.Join(row.sent, "\n") {
				t.Errorf("sent\n%s\nwant\n%s", strings.Join(*sent, "\n"), strings.Join(row.sent, "\n"))
			}
		})
	}
}

// TestProvidersRefused: each refusal and each broken response is an error of the service that sent it.
func TestProvidersRefused(t *testing.T) {
	t.Parallel()
	const idToken = "/v3.0/OS-AUTH/id-token/tokens"
	agency := func(c Config) credentials.Provider {
		return AssumeAgency{Config: c, Base: credentials.Static(keyPair), Agency: Agency{Name: "a", DomainName: "d"}}
	}
	oidc := func(c Config) credentials.Provider { return OIDC{Config: c, IdpID: "idp", Token: "oidc.token"} }
	ecs := func(c Config) credentials.Provider { return ECSAgency{c} }
	for name, row := range map[string]struct {
		provider func(Config) credentials.Provider
		path     string
		respond  http.HandlerFunc
		kind     apierr.Kind
		code     string
		says     []string
	}{
		"no permission": {
			agency, securityTokensPath, respond(403, `{"error":{"code":403,"message":"Forbidden to `+testSK+`","title":"Forbidden"}}`), apierr.InvalidCredentials, "403",
			[]string{`IAM refused to let this identity assume the agency "a" of the account d.`, "iam:agencies:assume", "Agent Operator"},
		},
		"no agency": {
			agency, securityTokensPath, respond(404, `{"error_code":"IAM.0004","error_msg":"x"}`), apierr.InvalidCredentials, "IAM.0004",
			[]string{"There is no such agency or account.", "Check agency_name and domain_name"},
		},
		"a wrong secret": {
			agency, securityTokensPath,
			respond(401, `{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301","request_id":"r"}`),
			apierr.InvalidCredentials, "APIGW.0301",
			[]string{"finds the signature wrong", "Check the secret key."},
		},
		"another region's token": {
			agency, securityTokensPath, respond(401, `{"error_msg":"The token must be updated.","error_code":"APIGW.0307"}`),
			apierr.InvalidCredentials, "APIGW.0307",
			[]string{"127.0.0.1", "does not accept the token from the test.", "issued in the region of this host"},
		},
		"an HTML page":     {agency, securityTokensPath, respond(403, "<html>"), apierr.MalformedResponse, "", []string{"IAM responded with HTTP 403 and no error code", `the endpoint of "iam"`}},
		"not available":    {agency, securityTokensPath, respond(503, "<html>"), apierr.Unavailable, "", []string{"IAM responded with HTTP 503."}},
		"throttled":        {agency, securityTokensPath, respond(429, `{"error_code":"APIGW.0308","error_msg":"x"}`), apierr.Throttled, "APIGW.0308", []string{"IAM responded with HTTP 429."}},
		"no key":           {agency, securityTokensPath, respond(201, `{}`), apierr.InvalidCredentials, "", []string{"IAM responded with HTTP 201 and no temporary key."}},
		"no JSON":          {agency, securityTokensPath, respond(201, `s3cr3t`), apierr.InvalidCredentials, "", []string{"no temporary key"}},
		"no subject token": {oidc, idToken, respond(201, `{}`), apierr.InvalidCredentials, "", []string{"IAM responded with HTTP 201 and no token."}},
		"a bad token": {
			oidc, idToken, respond(401, `{"error":{"code":401,"message":"The token oidc.token is invalid.","title":"Unauthorized"}}`), apierr.InvalidCredentials, "401",
			[]string{`IAM refused to accept the OIDC token of the identity provider "idp".`, "Check idp_id"},
		},
		"no identity provider": {oidc, idToken, respond(404, `{"error_code":"x"}`), apierr.InvalidCredentials, "x", []string{"There is no such identity provider."}},
		"no agency of ECS":     {ecs, "/openstack/latest/securitykey", respond(404, ""), apierr.InvalidCredentials, "", []string{"HTTP 404 instead of credentials", "ECS instance with an agency"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config, _ := service(t, map[string]http.HandlerFunc{row.path: row.respond})
			ctx := redact.NewContext(t.Context(), &redact.Registry{})
			_, err := row.provider(config).Retrieve(ctx)
			e := kindOf(t, redact.Error(ctx, err))
			if e.Kind != row.kind || e.Code != row.code || e.Argument != "" || strings.Contains(e.Message, testSK) || strings.Contains(e.Message, "oidc.token") {
				t.Errorf("%+v", e)
			}
			for _, part := range append(row.says, "") {
				if !strings.Contains(e.Reason+" "+e.Advice, part) {
					t.Errorf("%q is not in %q, %q", part, e.Reason, e.Advice)
				}
			}
		})
	}
	// Without an end, a key is used for as long as was asked for.
	config, _ := service(t, map[string]http.HandlerFunc{securityTokensPath: respond(201, `{"credential":{"access":"a","secret":"b","securitytoken":"c"}}`)})
	if c, err := agency(config).Retrieve(t.Context()); err != nil || time.Until(c.Expires) < 50*time.Minute {
		t.Errorf("a key without an end: %v, %v", c.Expires, err)
	}
}
