// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const role = "acs:ram::123456789012:role/reader"

// serving is a resolver with STS and the metadata service at handler.
func serving(t *testing.T, handler http.HandlerFunc) Resolver {
	t.Helper()
	server := httptest.NewServer(handler)
	transport := cloud.NewTransport("agent/1", nil)
	t.Cleanup(func() { transport.CloseIdleConnections(); server.Close() })
	endpoint := at(t, server.URL)
	return Resolver{Transport: transport, Endpoints: cloud.Endpoints{"sts": {Endpoint: endpoint}}, Metadata: endpoint}
}

const stsResponse = `{"RequestId":"R","AssumedRoleUser":{"Arn":"a"},"Credentials":{"AccessKeyId":"STS.new",` +
	`"AccessKeySecret":"NEWSECRET","SecurityToken":"NEWTOKEN"%s}}`

// closeTo allows for the time a test takes.
func closeTo(got, want time.Time) bool { return got.Sub(want).Abs() < time.Minute }

// assuming is the role, assumed with the temporary key by a resolver's STS.
func assuming(resolver Resolver, more Role) AssumeRole {
	more.ARN = role
	return AssumeRole{resolver, more, credentials.Static(temporaryKey)}
}

// A session whose end STS does not say is taken to last as long as was asked for, or an hour.
func TestSTSWithoutExpiration(t *testing.T) {
	for _, expiration := range []string{"", `,"Expiration":null`, `,"Expiration":"soon"`} {
		resolver := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, stsResponse, expiration) })
		for asked, life := range map[time.Duration]time.Duration{0: time.Hour, 15 * time.Minute: 15 * time.Minute} {
			c, err := assuming(resolver, Role{Duration: asked}).Retrieve(t.Context())
			if err != nil || !closeTo(c.Expires, time.Now().Add(life)) || c.Source != "the role "+role+", assumed by the test" {
				t.Errorf("%s: got %v, %v, %v", expiration, c, c.Expires, err)
			}
		}
	}
}

func TestSTSRefuses(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		kind   apierr.Kind
		reason string
	}{
		"clock":          {400, `{"Code":"InvalidTimeStamp.Expired","RequestId":"R-1"}`, apierr.ClockSkew, ""},
		"throttled":      {400, `{"Code":"Throttling.User","RequestId":"R-1"}`, apierr.Throttled, "STS throttles requests."},
		"not available":  {503, `{"Code":"ServiceUnavailable","RequestId":"R-1"}`, apierr.Unavailable, "STS is not available."},
		"HTML":           {502, `<html>SECRETSECRET`, apierr.Unavailable, "STS is not available."},
		"HTML, refused":  {403, `<html>SECRETSECRET`, apierr.InvalidCredentials, "STS refused"},
		"no credentials": {200, `{"RequestId":"R-1"}`, apierr.InvalidCredentials, "STS responded without an access key"},
		"null":           {200, `null`, apierr.InvalidCredentials, "STS responded with something that is not its JSON. The body is not a JSON object."},
		"a name twice": {
			200, `{"Credentials":{"AccessKeyId":"a","AccessKeySecret":"b","AccessKeySecret":"SECRETSECRET"}}`,
			apierr.InvalidCredentials, "The body gives one name twice in the same object",
		},
		"goes on":        {200, `{"Credentials":{"AccessKeyId":"a","AccessKeySecret":"SECRETSECRET"}} {}`, apierr.InvalidCredentials, "The body goes on"},
		"a wrong type":   {200, `{"Credentials":{"AccessKeyId":"a","AccessKeySecret":["SECRETSECRET"]}}`, apierr.InvalidCredentials, "Credentials.AccessKeySecret should be text."},
		"no object":      {200, `{"Credentials":"SECRETSECRET"}`, apierr.InvalidCredentials, "Credentials should be an object."},
		"code of a list": {200, `{"Code":["x"],"Credentials":{"AccessKeyId":"a","AccessKeySecret":"SECRETSECRET"}}`, apierr.InvalidCredentials, "Code should be text."},
		"empty":          {200, ``, apierr.InvalidCredentials, "STS responded with something that is not its JSON."},
		"half":           {200, `{"Credentials":{"AccessKeyId":"STS.x"}}`, apierr.InvalidCredentials, "without an access key"},
		"redirect":       {302, ``, apierr.InvalidCredentials, "redirect"},
		"quotes": {
			403, `{"Code":"X","Message":"got SECRETSECRET, TOKEN/+=TOKEN, OIDCTOKENOIDC, EXTERNALID","RequestId":"R-1"}`, apierr.InvalidCredentials, "STS refused",
		},
	}
	// The code of a refusal decides, and not its HTTP status.
	for name, code := range map[string]string{
		"clock": "InvalidTimeStamp.Expired", "throttled": "Throttling.User", "not available": "ServiceUnavailable",
	} {
		test := tests[name]
		if test.status == 200 || !strings.Contains(test.body, code) {
			t.Fatalf("%s is no refusal by a code", name)
		}
		test.status = 200
		tests[name+", HTTP 200"] = test
	}
	file := writeFile(t, "token", "OIDCTOKENOIDC")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			})
			ctx := redact.NewContext(t.Context(), &redact.Registry{})
			_, err := assuming(resolver, Role{ExternalID: "EXTERNALID"}).Retrieve(ctx)
			err = redact.Error(ctx, err)
			e := apierr.From(err)
			if e.Kind != test.kind || !strings.Contains(e.Reason, test.reason) || e.Argument != "" ||
				strings.Contains(test.body, "R-1") && (e.RequestID != "R-1" || e.HTTPStatus != test.status) {
				t.Errorf("got %+v", e)
			}
			if shows(err, "SECRETSECRET") || shows(err, "TOKEN/+") || shows(err, "EXTERNALID") {
				t.Errorf("shows a secret: %+v", e)
			}
			_, err = OIDC{Resolver: resolver, Role: Role{ARN: role}, TokenFile: fileAt(file)}.Retrieve(ctx)
			err = redact.Error(ctx, err)
			if e := apierr.From(err); e.Kind != test.kind || shows(err, "OIDCTOKENOIDC") {
				t.Errorf("OIDC: got %+v", e)
			}
		})
	}
}

// A refusal by STS is explained by its code: what happened and what to do, with the code, the request id and the message.
func TestSTSCodes(t *testing.T) {
	for code, parts := range map[string][]string{
		"EntityNotExist.Role":                           {"There is no role of this ARN.", "STS may take a few seconds to know a new role."},
		"NoPermission":                                  {role + ".", "Allow this identity sts:AssumeRole on the role", "trust policy"},
		"InvalidParameter.DurationSeconds":              {"a session of this length", "session_expiration"},
		"InvalidParameter.PolicyGrammar":                {"session policy", "Check policy"},
		"InvalidParameter.RoleSessionName":              {"name of the session", "2 to 64 letters"},
		"InvalidParameter.RoleArn":                      {"ARN of the role", "acs:ram::"},
		"EntityNotExist.OIDCProvider":                   {"no OIDC provider", "oidc_provider_arn"},
		"AuthenticationFail.OIDCToken.Expired":          {"token has expired", "token file is renewed"},
		"AuthenticationFail.OIDCToken.AudienceNotMatch": {"another audience", "client ids"},
		"Unknown.Code":                                  {role + ".", "Allow this identity sts:AssumeRole on the role"},
		"InvalidAccessKeyId.NotFound":                   {"does not know this access key", "Check the access key"},
	} {
		for _, status := range []int{200, 400, 404} {
			resolver := serving(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				fmt.Fprintf(w, `{"Code":%q,"Message":"as it is","RequestId":"R-1"}`, code)
			})
			_, err := assuming(resolver, Role{}).Retrieve(t.Context())
			e := apierr.From(err)
			text := e.Reason + " " + e.Advice
			if e.Kind != apierr.InvalidCredentials || e.Code != code || e.Message != "as it is" || e.RequestID != "R-1" || e.HTTPStatus != status ||
				!strings.HasPrefix(text, "STS refused to let this identity assume the role "+role) {
				t.Errorf("%s, HTTP %d: %+v", code, status, e)
			}
			for _, part := range parts {
				if !strings.Contains(text, part) {
					t.Errorf("%s, HTTP %d: %q does not contain %q", code, status, text, part)
				}
			}
		}
	}
}

// A code of success beside credentials, as a gateway may add one, is no refusal; another is, credentials or not.
func TestSTSCodeBesideCredentials(t *testing.T) {
	for code, good := range map[string]bool{`"200"`: true, `200`: true, `"OK"`: true, `"Success"`: true, `""`: true, `null`: true, `"NoPermission"`: false} {
		resolver := serving(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"Code":%s,"Credentials":{"AccessKeyId":"STS.new","AccessKeySecret":"NEWSECRET","SecurityToken":"NEWTOKEN"}}`, code)
		})
		c, err := assuming(resolver, Role{}).Retrieve(t.Context())
		if good != (err == nil) || good != (c.AccessKeyID == "STS.new") || err != nil && shows(err, "NEWSECRET") {
			t.Errorf("Code %s: %#v, %v", code, c, err)
		}
	}
}

// The file with the token is read anew each time, since its writer renews it.
func TestOIDCTokenFile(t *testing.T) {
	file := writeFile(t, "token", "")
	var got string
	resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.FormValue("OIDCToken")
		fmt.Fprintf(w, stsResponse, "")
	})
	for _, token := range []string{"eyJ.first+/=", "eyJ.second"} {
		if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := OIDC{Resolver: resolver, Role: Role{ARN: role}, TokenFile: fileAt(file)}.Retrieve(t.Context())
		if err != nil || got != token || !strings.HasPrefix(c.Source, "the role "+role+", opened by the OIDC token") {
			t.Errorf("sent %q, want %q, %v, %v", got, token, c, err)
		}
	}
	empty := writeFile(t, "token", " \n")
	_, err := OIDC{Resolver: resolver, TokenFile: fileAt(empty)}.Retrieve(t.Context())
	if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || e.Reason != "The OIDC token file "+empty+" is empty." ||
		!strings.HasPrefix(e.Advice, "Check the test's setting.") {
		t.Errorf("got %+v", e)
	}
}

// instance is an ECS metadata service in hardened mode.
func instance(t *testing.T, names, response string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		const path = "/latest/meta-data/ram/security-credentials/"
		switch {
		case r.Method == http.MethodPut && r.URL.Path == "/latest/api/token":
			if r.Header.Get("X-aliyun-ecs-metadata-token-ttl-seconds") == "" {
				w.WriteHeader(http.StatusBadRequest)
			}
			fmt.Fprint(w, "METADATATOKEN")
		case r.Header.Get("X-aliyun-ecs-metadata-token") != "METADATATOKEN":
			t.Errorf("%s without the token", r.URL)
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path == path:
			fmt.Fprint(w, names)
		case r.URL.Path == path+"reader":
			fmt.Fprint(w, response)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}
}

const flatResponse = `{"AccessKeyId":"STS.new","AccessKeySecret":"NEWSECRET","SecurityToken":"NEWTOKEN",` +
	`"Expiration":"2030-01-02T03:04:05Z","LastUpdated":"2030-01-01T00:00:00Z","Code":"Success"}`

func TestECSRoleErrors(t *testing.T) {
	refusing := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "NEWSECRET")
		}
	}
	tests := map[string]struct {
		role    string
		handler http.HandlerFunc
		kind    apierr.Kind
		reason  string
	}{
		"no such role":    {"writer", instance(t, "", ""), apierr.InvalidCredentials, "no RAM role named writer"},
		"no role at all":  {"", instance(t, "", ""), apierr.InvalidCredentials, "names no RAM role"},
		"an ARN":          {role, nil, apierr.InvalidCredentials, "not the name of a RAM role"},
		"a path":          {"../x", nil, apierr.InvalidCredentials, "not the name of a RAM role"},
		"not JSON":        {"reader", instance(t, "", "NEWSECRET"), apierr.InvalidCredentials, "not credentials in JSON"},
		"a name twice":    {"reader", instance(t, "", `{"AccessKeyId":"x","AccessKeySecret":"y","AccessKeySecret":"NEWSECRET"}`), apierr.InvalidCredentials, "one name twice"},
		"a wrong type":    {"reader", instance(t, "", `{"AccessKeyId":"x","AccessKeySecret":{"NEWSECRET":1}}`), apierr.InvalidCredentials, "AccessKeySecret should be text."},
		"goes on":         {"reader", instance(t, "", `{"AccessKeyId":"x","AccessKeySecret":"NEWSECRET"}NEWSECRET`), apierr.InvalidCredentials, "The body"},
		"no success":      {"reader", instance(t, "", `{"Code":"Failed"}`), apierr.InvalidCredentials, "no credentials to give"},
		"half":            {"reader", instance(t, "", `{"AccessKeyId":"x"}`), apierr.InvalidCredentials, "without an access key"},
		"nothing there":   {"reader", refusing(404), apierr.InvalidCredentials, "no RAM role named reader"},
		"forbidden":       {"reader", refusing(403), apierr.InvalidCredentials, "HTTP 403"},
		"throttled":       {"reader", refusing(429), apierr.Throttled, "HTTP 429"},
		"out of order":    {"reader", refusing(500), apierr.Unavailable, "HTTP 500"},
		"redirected away": {"reader", refusing(302), apierr.InvalidCredentials, "redirect"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			resolver := serving(t, test.handler)
			_, err := ECSRole{resolver, test.role}.Retrieve(t.Context())
			if e := apierr.From(err); e.Kind != test.kind || !strings.Contains(e.Reason, test.reason) ||
				shows(err, "NEWSECRET") || shows(err, "METADATATOKEN") || e.Argument != "" {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestECSRoleWithoutMetadataService(t *testing.T) {
	resolver := serving(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	start := time.Now()
	_, err := ECSRole{resolver, "reader"}.Retrieve(t.Context())
	if e := apierr.From(err); e.Kind != apierr.Unavailable || !strings.Contains(e.Reason, "did not respond") ||
		e.Advice != notECS || time.Since(start) > 8*time.Second {
		t.Errorf("got %+v after %v", e, time.Since(start))
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := (ECSRole{resolver, "reader"}).Retrieve(ctx); kind(t, err) != apierr.Interrupted {
		t.Errorf("got %v", err)
	}
}

func TestURI(t *testing.T) {
	var response string
	var status int
	resolver := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, response)
	})
	address := resolver.Metadata.String() + "/a?token=URITOKENURI"
	for _, test := range []struct {
		status int
		body   string
		kind   apierr.Kind
	}{
		{200, `{"AccessKeyId":"x","SecurityToken":"NEWTOKEN"`, apierr.InvalidCredentials},
		{200, `{"AccessKeyId":"x","SecurityToken":"NEWTOKEN"}`, apierr.InvalidCredentials},
		{200, `{"Code":"Fail","AccessKeySecret":"NEWSECRET"}`, apierr.InvalidCredentials},
		{404, flatResponse, apierr.InvalidCredentials},
		{302, flatResponse, apierr.InvalidCredentials},
		{503, flatResponse, apierr.Unavailable},
		{429, flatResponse, apierr.Throttled},
	} {
		status, response = test.status, test.body
		_, err := URI{resolver, address}.Retrieve(t.Context())
		if kind(t, err) != test.kind || shows(err, "NEWSECRET") || shows(err, "NEWTOKEN") || shows(err, "URITOKENURI") {
			t.Errorf("%d %s: got %+v", test.status, test.body, apierr.From(err))
		}
	}
	for _, address := range []string{
		"", "x", "http://", "ftp://127.0.0.1/", "http://example.com/?URITOKENURI", "http://10.0.0.1/",
		"https://user:URITOKENURI@127.0.0.1/", "http://127.0.0.1:URITOKENURI/", "http://127.0.0.1.example.com/",
	} {
		_, err := URI{resolver, address}.Retrieve(t.Context())
		if kind(t, err) != apierr.InvalidCredentials || shows(err, "URITOKENURI") {
			t.Errorf("%q: got %v", address, err)
		}
	}
	for host, want := range map[string]bool{
		"127.0.0.1": true, "localhost": true, "::1": true, "169.254.1.1": true, "fe80::1": true, "100.100.100.200": true,
		"100.100.100.201": false, "example.com": false, "8.8.8.8": false, "": false,
	} {
		if isLocal(host) != want {
			t.Errorf("%q: got %v", host, !want)
		}
	}
}

// A role's and a token's request to STS say where the region in the name of its host is from.
func TestUnknownSTSHost(t *testing.T) {
	token := writeFile(t, "token", "TOKEN")
	for source, resolver := range map[string]Resolver{
		"region in the block":           {Region: cloud.Region{ID: "mars-1", Source: "region in the block"}},
		"sts_region of the CLI profile": {Region: cloud.Region{ID: "cn-hangzhou", Source: "region in the block"}},
		"":                              {},
		"the endpoint":                  {Endpoints: cloud.Endpoints{"sts": cloud.ParseConfiguredEndpoint("sts.test", "the endpoint")}},
	} {
		resolver.Transport = cloud.NewTransport("agent/1", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
		}).Direct() // whatever proxy the environment has
		if strings.HasPrefix(source, "sts_region") {
			resolver.STSRegion = cloud.Region{ID: "mars-1", Source: source}
		}
		want := "so check this machine's name server (DNS)"
		if source == "the endpoint" {
			want = "Check the endpoint."
		} else if source != "" {
			want = `Check the region's spelling: "mars-1" is from ` + source + ". STS is known to be offered in cn-qingdao"
		}
		for name, provider := range map[string]credentials.Provider{
			"role": assuming(resolver, Role{}),
			"OIDC": OIDC{Resolver: resolver, TokenFile: fileAt(token)},
		} {
			_, err := provider.Retrieve(t.Context())
			if e := apierr.From(err); e == nil || e.Kind != apierr.InvalidCredentials || e.Argument != "" ||
				!strings.Contains(e.Advice, want) || source != "the endpoint" && !strings.Contains(e.Advice, "ALIBABA_CLOUD_ENDPOINT_STS") {
				t.Errorf("%s, %q: got %+v", name, source, e)
			}
		}
	}
}

func TestUnreachableError(t *testing.T) {
	unknown := &apierr.Error{Kind: apierr.Unreachable, Argument: "region", Reason: "There is no host named h.", Advice: "x"}
	if e := credentials.UnreachableError(unknown, "it", "own"); e.Kind != apierr.InvalidCredentials || e.Argument != "" || e.Advice != "own" ||
		unknown.Argument == "" {
		t.Errorf("got %+v", e)
	}
	late := &apierr.Error{Kind: apierr.Timeout, Reason: "h:443 had not responded."}
	if e := credentials.UnreachableError(late, "it", "own"); e.Kind != apierr.Timeout || e.Peer != "it" || e.Reason != late.Reason || e.Advice != "" {
		t.Errorf("a timeout: got %+v", e)
	}
}
