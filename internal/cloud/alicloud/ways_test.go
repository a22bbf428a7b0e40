// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Each profile of a file that the CLI itself wrote, one per mode, is used or refused in words that help.
func TestCLIsOwnFile(t *testing.T) {
	content, err := os.ReadFile("testdata/aliyun-config.json")
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if action := r.URL.Query().Get("Action"); action != "" {
			asked = append(asked, action+" "+r.FormValue("RoleArn"))
			fmt.Fprintf(w, stsResponse, "")
			return
		}
		if strings.HasSuffix(r.URL.Path, "/app-role") {
			asked = append(asked, "ECS")
			fmt.Fprint(w, flatResponse)
			return
		}
		instance(t, "app-role", flatResponse)(w, r)
	})
	token := writeFile(t, "token", "OIDCTOKENOIDC")
	file := writeFile(t, "config.json", string(bytes.Replace(content, []byte("/var/run/token"), []byte(token), 1)))
	const ci, deploy = "acs:ram::123456789012:role/ci", "acs:ram::123456789012:role/deploy"
	want := map[string]struct {
		key    string
		asked  string
		errors []string
	}{
		"default":  {errors: []string{`The profile "default"`, "holds no key", "aliyun configure"}},
		"ak":       {key: "LTAI5tExampleAK"},
		"ststoken": {key: "STS.ExampleId"},
		"ramrole":  {key: "STS.new", asked: "AssumeRole " + ci},
		"ecs":      {key: "STS.new", asked: "ECS"},
		"ecschain": {key: "STS.new", asked: "ECS, AssumeRole " + ci},
		"chain":    {key: "STS.new", asked: "AssumeRole " + deploy},
		"oidc":     {key: "STS.new", asked: "AssumeRoleWithOIDC " + ci},
		"ext":      {errors: []string{"mode External", "runs a program"}},
		"sso":      {errors: []string{"There is no session", "mode CloudSSO", "aliyun configure --profile sso"}},
		"oauth":    {errors: []string{"There is no session", "mode OAuth", "aliyun configure --profile oauth"}},
		"anon":     {errors: []string{`mode "Anonymous"`, "cannot use", "AK, StsToken"}},
	}
	config, err := parseCLIConfig(content, cloud.File{})
	if err != nil || config.Current != "anon" {
		t.Fatal(err)
	}
	var names []string
	for _, p := range config.Profiles {
		names = append(names, p.Name)
	}
	if !slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(maps.Keys(want))) {
		t.Errorf("the file has %q", names)
	}
	for name, w := range want {
		asked = nil
		c, err := Profile{Resolver: resolver, File: fileAt(file), Name: name}.Retrieve(t.Context())
		e := apierr.From(err)
		if c.AccessKeyID != w.key || (e == nil) != (w.errors == nil) || strings.Join(asked, ", ") != w.asked {
			t.Errorf("%s: got %s, %v, and asked %q", name, c.AccessKeyID, e, asked)
		}
		for _, part := range w.errors {
			if e != nil && !strings.Contains(e.Reason+" "+e.Advice, part) {
				t.Errorf("%s: %q does not contain %q", name, e.Reason+" "+e.Advice, part)
			}
		}
	}
}

// STS's host is the endpoint that is given, else made of STS's own region, else of the configured one; a profile may say more.
func TestSTSHosts(t *testing.T) {
	own, hangzhou, hongkong := cloud.Region{ID: "cn-qingdao"}, cloud.Region{ID: "cn-hangzhou"}, cloud.Region{ID: "cn-hongkong"}
	given := cloud.Endpoints{"sts": {Endpoint: cloud.HTTPS("given.test")}}
	yes := true
	for want, tt := range map[string]struct {
		resolver Resolver
		profile  cliProfile
	}{
		"sts.aliyuncs.com":                           {},
		"sts.cn-hongkong.aliyuncs.com":               {resolver: Resolver{Fallback: hongkong}},
		"sts.cn-hangzhou.aliyuncs.com":               {resolver: Resolver{Region: hangzhou, Fallback: hongkong}},
		"sts.cn-qingdao.aliyuncs.com":                {Resolver{Region: hangzhou, STSRegion: hongkong}, cliProfile{STSRegion: own.ID}},
		"sts-vpc.cn-qingdao.aliyuncs.com":            {Resolver{Region: hangzhou, STSRegion: own, VPC: true}, cliProfile{}},
		"sts-vpc.cn-hangzhou.aliyuncs.com":           {Resolver{Region: hangzhou}, cliProfile{EnableVPC: &yes}},
		"sts-vpc.cn-shenzhen-finance-1.aliyuncs.com": {resolver: Resolver{Region: cloud.Region{ID: "cn-shenzhen-finance-1"}}},
		"profile.test":                               {Resolver{Region: hangzhou, VPC: true}, cliProfile{STSEndpoint: "profile.test"}},
		"given.test":                                 {Resolver{Region: hangzhou, Endpoints: given}, cliProfile{STSEndpoint: "profile.test"}},
	} {
		r := Profile{Resolver: tt.resolver}.resolverOf(tt.profile)
		if got, _, e := r.sts(t.Context(), credentials.Credentials{}); e != nil || got.HostPort() != want {
			t.Errorf("got %v, %v, want %s", got, e, want)
		}
	}
	if _, _, e := (Resolver{Region: cloud.Region{ID: "x.evil.test/"}}).sts(t.Context(), credentials.Credentials{}); e == nil || e.Argument != "region" {
		t.Errorf("got %v", e)
	}
	invalid := (Profile{File: fileAt("F")}).resolverOf(cliProfile{Name: "p", STSEndpoint: "http://sts.test"})
	if _, _, e := invalid.sts(t.Context(), credentials.Credentials{}); e == nil || e.Kind != apierr.InvalidCredentials ||
		!strings.Contains(e.Reason, `sts_endpoint in the profile "p" of F gives no endpoint.`) {
		t.Errorf("got %v", e)
	}
}

// Where the metadata service has no version 2, version 1 is asked, unless it is disabled.
func TestIMDSv1(t *testing.T) {
	var withToken bool
	resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
		withToken = withToken || r.Header.Get("X-Aliyun-Ecs-Metadata-Token") != ""
		switch {
		case r.Method == http.MethodPut:
			w.WriteHeader(http.StatusNotFound)
		case strings.HasSuffix(r.URL.Path, "/"):
			fmt.Fprint(w, "reader")
		default:
			fmt.Fprint(w, flatResponse)
		}
	})
	for _, name := range []string{"", "reader"} {
		if c, err := (ECSRole{resolver, name}).Retrieve(t.Context()); err != nil || c.AccessKeyID != "STS.new" || withToken ||
			c.Source != "the RAM role reader of this ECS instance" {
			t.Errorf("%q: got %v, %v", name, c, err)
		}
	}
	resolver.IMDSv1Disabled = true
	if _, err := (ECSRole{resolver, "reader"}).Retrieve(t.Context()); kind(t, err) != apierr.InvalidCredentials || apierr.From(err).HTTPStatus != 404 {
		t.Errorf("disabled: got %v", err)
	}
}

// A credentials URI's own message is shown, and nothing else of its body.
func TestURIMessage(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusForbidden} {
		resolver := serving(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, `{"Code":"LoginRequired","Message":"Run acc login first.","AccessKeySecret":"SECRETSECRET"}`)
		})
		_, err := URI{resolver, resolver.Metadata.String() + "/c"}.Retrieve(t.Context())
		if e := apierr.From(err); e == nil || e.Code != "LoginRequired" || e.Message != "Run acc login first." || e.HTTPStatus != status || shows(err, "SECRETSECRET") {
			t.Errorf("HTTP %d: got %+v", status, e)
		}
	}
	_, err := URI{Resolver{}, "http://example.com/c"}.Retrieve(t.Context())
	if e := apierr.From(err); !strings.Contains(e.Reason, "http is for localhost, loopback addresses") {
		t.Errorf("got %+v", e)
	}
}

// The gateway's errors in XML are judged as those in JSON.
func TestXML(t *testing.T) {
	const body = `<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-7</RequestId><HostId>h</HostId><Code>%s</Code><Message>m &amp; n</Message></Error>`
	s := calling(t, credentials.Static(temporaryKey), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, body, "Throttling.User")
	})
	_, err := Do(t.Context(), s, callApp(), func(a cloud.Response) (string, error) {
		if string(a.Body) != `{"Code":"Throttling.User","Message":"m \u0026 n","RequestId":"R-7"}` {
			t.Errorf("got %s", a.Body)
		}
		return "", Failure(a, "Throttling.User", "", "")
	})
	if kind(t, err) != apierr.Throttled {
		t.Errorf("got %v", err)
	}
	for _, other := range []string{"", "<html>Error</html>", "<Error>", "<Error/>", `{"Code":"x"}`, "<Other><Code>x</Code></Other>"} {
		if got := asJSON(cloud.Response{Body: []byte(other)}); string(got.Body) != other {
			t.Errorf("%q became %q", other, got.Body)
		}
	}
}

// A denial says which action, whose, and whether an Allow is missing or a Deny is in the way.
func TestAccessDeniedDetail(t *testing.T) {
	for detail, want := range map[string][2]string{
		`"AuthPrincipalType":"SubUser","AuthPrincipalDisplayName":"ann","AuthPrincipalOwnerId":"1234","NoPermissionType":"ImplicitDeny","PolicyType":"AccountLevelIdentityBasedPolicy"`: {
			"RAM denies this RAM user ann of the account 1234 the action sae:Read: no policy allows it.",
			"Allow it the RAM action sae:Read, in a policy of the identity for the account.",
		},
		`"authPrincipalType":"AssumedRoleUser","NoPermissionType":"ExplicitDeny","PolicyType":"ControlPolicy"`: {
			"RAM denies this session of a role the action sae:Read: a policy denies it.",
			"Remove the Deny of it from a control policy of the resource directory; another Allow does not help.",
		},
		`"NoPermissionType":"Else"`: {"RAM denies this identity the action sae:Read.", ""},
	} {
		body := `{"Code":"NoPermission","AccessDeniedDetail":{"AuthAction":"sae:Read",` + detail + `}}`
		for _, code := range []string{"NoPermission", "Some.Other"} {
			e := Failure(cloud.Response{Status: 403, Body: []byte(body)}, code, "", "")
			if e.Kind != apierr.PermissionDenied || e.Reason != want[0] || e.Advice != want[1] {
				t.Errorf("got %+v", e)
			}
		}
	}
	if e := Failure(cloud.Response{Status: 403, Body: []byte(`{"AccessDeniedDetail":null}`)}, "NoPermission", "", ""); e.Reason != "" {
		t.Errorf("got %+v", e)
	}
}

// A refused session of the CLI is renewed by the CLI, so that is the advice.
func TestRefusedSession(t *testing.T) {
	kept := temporaryKey
	kept.Expires, kept.Renewal = time.Now().Add(time.Hour), "Run aliyun."
	s := calling(t, credentials.Static(kept), func(http.ResponseWriter, *http.Request) {})
	_, err := Do(t.Context(), s, callApp(), func(a cloud.Response) (string, error) { return "", Failure(a, "InvalidSecurityToken.Expired", "", "") })
	if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || e.Advice != "Run aliyun." {
		t.Errorf("got %+v", e)
	}
}

// An endpoint that is configured is named where a read of another region than the provider's own asks it.
func TestEndpointElsewhere(t *testing.T) {
	s := calling(t, credentials.Static(temporaryKey), func(http.ResponseWriter, *http.Request) {})
	endpoint := s.Endpoints["sae"].String()
	for region, want := range map[string]string{"": "", "cn-hangzhou": "", "cn-beijing": endpoint} {
		call := callApp()
		call.Region = region
		_, err := Do(t.Context(), s, call, func(cloud.Response) (string, error) { return "", &apierr.Error{Kind: apierr.NotFound} })
		if e := apierr.From(err); e.Endpoint != want {
			t.Errorf("%q: got %q, want %q", region, e.Endpoint, want)
		}
	}
	if got := s.EndpointElsewhere(testPTS.Service, "cn-beijing"); got != "" { // one host for all regions
		t.Errorf("got %q", got)
	}
}
