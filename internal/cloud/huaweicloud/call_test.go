// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	testAK      = "HPUATESTACCESSKEY042"
	testSK      = "n0tARealSecretKeyButLongEnoughToBeOne000"
	testToken   = "c2VjdXJpdHktdG9rZW4tb2YtYS10ZXN0/+="
	testProject = "0123456789abcdef0123456789abcdef"
	testService = "aaaabbbbccccddddeeeeffff00001111"
	userAgent   = "terraform-provider-cloudstatus/1.2.3 Terraform/1.16.2"
)

var keyPair = credentials.Credentials{AccessKeyID: testAK, SecretKey: testSK, Source: "the test"}

// server responds to every request with response and keeps the requests.
func server(t *testing.T, response http.HandlerFunc) (cloud.Endpoint, func() []*http.Request) {
	t.Helper()
	var mu sync.Mutex
	var received []*http.Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		received = append(received, r)
		mu.Unlock()
		response(w, r)
	}))
	t.Cleanup(s.Close)
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint, func() []*http.Request {
		mu.Lock()
		defer mu.Unlock()
		return received
	}
}

func ok(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") }

func newClient(endpoint cloud.Endpoint, provider credentials.Provider) *Client {
	return NewClient(Config{
		Region: cloud.Region{ID: "cn-north-4"}, Endpoints: map[string]cloud.Endpoint{"cloudtest": endpoint},
		Provider: provider, Transport: cloud.NewTransport(userAgent),
	})
}

func call(region string) Call {
	return Call{
		Product: Product{Key: "cloudtest", Host: "cloudtest", Domains: map[string]string{"cn-east-2": "invalid"}, Regions: []string{"cn-north-4"}},
		Region:  region,
		Path:    "/v1/projects/" + testService + "/package/status",
	}
}

func bodyOf(a cloud.Response) (string, error) { return string(a.Body), nil }

func kindOf(t *testing.T, err error) *apierr.Error {
	t.Helper()
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *apierr.Error", err)
	}
	return e
}

// TestRequest checks what goes over the wire, for each way to sign.
func TestRequest(t *testing.T) {
	t.Parallel()
	with := func(change func(*credentials.Credentials)) credentials.Credentials {
		c := keyPair
		change(&c)
		return c
	}
	for name, c := range map[string]credentials.Credentials{
		"key":                       keyPair,
		"key, project":              with(func(c *credentials.Credentials) { c.ProjectID = testProject }),
		"temporary key":             with(func(c *credentials.Credentials) { c.SecurityToken = testToken }),
		"temporary key and project": with(func(c *credentials.Credentials) { c.SecurityToken, c.ProjectID = testToken, testProject }),
		"token":                     {AuthToken: testToken, Source: "the test"},
		"token, project":            {AuthToken: testToken, ProjectID: testProject, Source: "the test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint, received := server(t, ok)
			got, err := Do(t.Context(), newClient(endpoint, credentials.Static(c)), call(""), bodyOf)
			if err != nil || got != "ok" {
				t.Fatalf("%q, %v", got, err)
			}
			if len(received()) != 1 {
				t.Fatalf("%d requests were sent, want 1", len(received()))
			}
			r := received()[0]
			if line := r.Method + " " + r.RequestURI; line != "GET /v1/projects/"+testService+"/package/status" {
				t.Errorf("the request is %s", line)
			}
			for header, want := range map[string]string{
				"X-Project-Id": c.ProjectID, "X-Security-Token": c.SecurityToken, "X-Auth-Token": c.AuthToken,
			} {
				if r.Header.Get(header) != want {
					t.Errorf("%s is %q, want %q", header, r.Header.Get(header), want)
				}
			}
			if r.UserAgent() != userAgent {
				t.Errorf("User-Agent is %q, want %q", r.UserAgent(), userAgent)
			}
			if c.AuthToken == "" {
				verify(t, r, "")
			} else if len(r.Header.Values("Authorization")) > 0 {
				t.Error("a token goes with a signature")
			}
		})
	}
}

// TestRedirect: nothing signed is sent to another host.
func TestRedirect(t *testing.T) {
	t.Parallel()
	elsewhere, elsewhereReceived := server(t, ok)
	endpoint, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.String(), http.StatusTemporaryRedirect)
	})
	_, err := Do(t.Context(), newClient(endpoint, credentials.Static(keyPair)), call(""), bodyOf)
	if e := kindOf(t, err); e.Kind != apierr.MalformedResponse || e.HTTPStatus != http.StatusTemporaryRedirect {
		t.Errorf("%+v", e)
	}
	if len(elsewhereReceived()) != 0 {
		t.Error("the redirect was followed")
	}
}

// TestErrorsAreClean: nothing that is shown of a decoder's error is one of the identity's secrets.
func TestErrorsAreClean(t *testing.T) {
	t.Parallel()
	endpoint, _ := server(t, ok)
	c := credentials.Credentials{AccessKeyID: testAK, SecretKey: testSK, SecurityToken: testToken, Source: "the test"}
	ctx := redact.NewContext(t.Context(), &redact.Registry{})
	_, err := Do(ctx, newClient(endpoint, credentials.Static(c)), call(""), func(a cloud.Response) (string, error) {
		return "", &apierr.Error{
			Kind: apierr.Rejected, Code: "X." + testSK, RequestID: testToken,
			Message: "refused " + testSK + " and " + testToken + ", canonicalRequest:GET secret",
			Reason:  "It was " + testToken + ".",
		}
	})
	e := kindOf(t, redact.Error(ctx, err))
	for _, text := range []string{e.Code, e.RequestID, e.Message, redact.Line(ctx, e.Reason), e.Advice} {
		if strings.Contains(text, testSK) || strings.Contains(text, testToken) || strings.Contains(text, "GET secret") {
			t.Errorf("%q shows a secret", text)
		}
	}
	if !strings.HasPrefix(e.Message, "refused ") {
		t.Errorf("nothing is left of the message: %q", e.Message)
	}
}

// A successful response may quote what signed its request, and become part of a message later.
func TestDoHidesWhatSigned(t *testing.T) {
	temporary := keyPair
	temporary.SecurityToken = testToken
	for name, identity := range map[string]credentials.Credentials{
		"key": temporary, "token": {AuthToken: testToken, Source: "the test"},
	} {
		endpoint, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, signature(r), identity.SecretKey, testToken)
		})
		ctx := redact.NewContext(t.Context(), &redact.Registry{})
		got, err := Do(ctx, newClient(endpoint, credentials.Static(identity)), call(""), bodyOf)
		if err != nil {
			t.Fatal(err)
		}
		if shown := redact.Line(ctx, got); strings.Trim(shown, "[…]") != "" {
			t.Errorf("%s: got %q", name, shown)
		}
	}
}

func TestCredentialsPrintNoSecret(t *testing.T) {
	t.Parallel()
	c := credentials.Credentials{AccessKeyID: testAK, SecretKey: testSK, SecurityToken: testToken, AuthToken: "auth-token-value"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, printed := range []string{fmt.Sprintf(verb, c), fmt.Sprintf(verb, c.LogValue())} {
			if strings.Contains(printed, testSK) || strings.Contains(printed, testToken) || strings.Contains(printed, "auth-") {
				t.Errorf("%s prints %s", verb, printed)
			}
		}
	}
}

func TestRegion(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		own, override, host string
		invalid             bool
	}{
		{own: "cn-north-4", host: "cloudtest.cn-north-4.myhuaweicloud.com"},
		{own: "cn-north-4", override: "cn-east-2", host: "cloudtest.cn-east-2.invalid"},
		{override: "la-north-2", host: "cloudtest.la-north-2.myhuaweicloud.com"},
		{invalid: true},
		{override: "CN-NORTH-4", invalid: true},
		{override: "cn-north-4.evil.example", invalid: true},
		{override: "cn-north-4/", invalid: true},
		{override: "cn north", invalid: true},
		{override: "-cn", invalid: true},
		{override: "cn--north", invalid: true},
		{override: "user@host", invalid: true},
		{override: strings.Repeat("a", 64), invalid: true},
		{own: "$(region)", invalid: true},
	} {
		s := NewClient(Config{Region: cloud.Region{ID: row.own}, Provider: credentials.Static(keyPair), Transport: cloud.NewTransport(userAgent)})
		region, err := s.Region(t.Context(), row.override)
		var endpoint cloud.Endpoint
		if err == nil {
			endpoint, _ = s.config.endpoint(call("").Product, cloud.Region{ID: region})
		}
		switch {
		case row.invalid:
			if e := kindOf(t, err); e.Kind != apierr.InvalidArgument || e.Argument != "region" || e.Advice == "" {
				t.Errorf("%+v: %+v", row, e)
			}
		case err != nil || endpoint != cloud.HTTPS(row.host):
			t.Errorf("%+v: %v, %v", row, endpoint, err)
		}
	}
}

// TestRegionWanted: an endpoint of the user's own does not replace a region, and nothing is sent without one.
func TestRegionWanted(t *testing.T) {
	t.Parallel()
	endpoint, received := server(t, ok)
	s := newClient(endpoint, credentials.Static(keyPair))
	s.config.Region = cloud.Region{}
	_, err := Do(t.Context(), s, call(""), bodyOf)
	e := kindOf(t, err)
	if e.Kind != apierr.InvalidArgument || e.Argument != "region" || !strings.Contains(e.Advice, "HW_REGION_NAME") {
		t.Errorf("%+v", e)
	}
	if len(received()) != 0 {
		t.Error("a request was sent")
	}
}

// counting is a provider that counts its retrievals, fails the given number of times, and may be slow.
type counting struct {
	asked, failures atomic.Int32
	hold            chan struct{}
}

func (c *counting) Retrieve(context.Context) (credentials.Credentials, error) {
	c.asked.Add(1)
	if c.hold != nil {
		<-c.hold
	}
	if c.failures.Add(-1) >= 0 {
		return credentials.Credentials{}, credentials.Invalid("not now", "")
	}
	return keyPair, nil
}

func TestIdentityIsResolvedOnce(t *testing.T) {
	t.Parallel()
	endpoint, received := server(t, ok)
	provider := &counting{}
	provider.failures.Store(1)
	s := newClient(endpoint, provider)
	var observed atomic.Int32
	config := s.config
	config.Retrieved = func(_ context.Context, source, tail string) {
		if observed.Add(1); source != "the test" || tail != testAK[len(testAK)-4:] {
			t.Errorf("observed %q, %q", source, tail)
		}
	}
	s = NewClient(config)
	if provider.asked.Load() != 0 {
		t.Fatal("the provider was asked before the first call")
	}
	if _, err := Do(t.Context(), s, call(""), bodyOf); kindOf(t, err).Kind != apierr.InvalidCredentials {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if _, err := Do(t.Context(), s, call(""), bodyOf); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if provider.asked.Load() != 2 || observed.Load() != 1 || len(received()) != 30 {
		t.Errorf("asked %d times (want 2: a failure is not kept), observed %d times, %d requests",
			provider.asked.Load(), observed.Load(), len(received()))
	}
}

func TestWaitingForTheIdentityEnds(t *testing.T) {
	t.Parallel()
	endpoint, _ := server(t, ok)
	provider := &counting{hold: make(chan struct{})}
	s := newClient(endpoint, provider)
	first := make(chan error)
	go func() { _, err := Do(t.Context(), s, call(""), bodyOf); first <- err }()
	for provider.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Do(ctx, s, call(""), bodyOf); kindOf(t, err).Kind != apierr.Timeout {
		t.Errorf("%v, want a timeout", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := Do(ctx, s, call(""), bodyOf); kindOf(t, err).Kind != apierr.Interrupted {
		t.Errorf("%v, want an interrupt", err)
	}
	close(provider.hold)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// TestProjectID: the configured project id takes precedence over that of the credentials.
func TestProjectID(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "credentials")
	write(t, file, "[basic]\nak="+testAK+"\nsk="+testSK+"\nproject_id="+testProject+"\n")
	for own, want := range map[string]string{"": testProject, "feed": "feed"} {
		endpoint, received := server(t, ok)
		s := newClient(endpoint, CredentialsFile{File: fileAt(file)})
		config := s.config
		config.ProjectID = own
		s = NewClient(config)
		if _, err := Do(t.Context(), s, call(""), bodyOf); err != nil {
			t.Fatal(err)
		}
		if got := received()[0].Header.Get("X-Project-Id"); got != want {
			t.Errorf("X-Project-Id is %q, want %q", got, want)
		}
	}
	endpoint, received := server(t, ok)
	s := newClient(endpoint, credentials.Static(keyPair))
	config := s.config
	config.ProjectID = "two lines\n"
	s = NewClient(config)
	if _, err := Do(t.Context(), s, call(""), bodyOf); kindOf(t, err).Kind != apierr.InvalidCredentials || len(received()) != 0 {
		t.Errorf("a project id of two lines: %v", err)
	}
}

// TestUnknownHost: an unknown host is an error of the region only if the host's name comes from it.
func TestUnknownHost(t *testing.T) {
	t.Parallel()
	guess := apierr.Error{Kind: apierr.Unreachable, Argument: "region", Advice: "Check the region's spelling."}
	own, known, unknown := guess, guess, guess
	s := newClient(cloud.HTTPS("cloudtest.invalid"), credentials.Static(keyPair))
	if e := s.located(&own, call("cn-north-4")); e.Argument != "" || !strings.Contains(e.Advice, `"cloudtest"`) {
		t.Errorf("an endpoint of one's own: %+v", e)
	}
	s.config.Endpoints = nil
	if e := s.located(&known, call("cn-north-4")); e.Argument != "region" || !strings.Contains(e.Advice, "HTTPS_PROXY") {
		t.Errorf("a known region: %+v", e)
	}
	if e := s.located(&unknown, call("cn-nroth-4")); e.Argument != "region" ||
		!strings.Contains(e.Advice, "Check the region's spelling.") || !strings.Contains(e.Advice, "offered in cn-north-4.") ||
		!strings.Contains(e.Advice, "HW_ENDPOINT_CLOUDTEST") {
		t.Errorf("an unknown region: %+v", e)
	}
}

// rotating provides first, and then second each time.
type rotating struct {
	asked         atomic.Int32
	first, second credentials.Credentials
}

func (r *rotating) Retrieve(context.Context) (credentials.Credentials, error) {
	if r.asked.Add(1) == 1 {
		return r.first, nil
	}
	return r.second, nil
}

// What a file gave and the cloud refused is read again at once, and tried once if it is something else now.
func TestRefusedKeyIsReadAgain(t *testing.T) {
	t.Parallel()
	first := credentials.Credentials{AccessKeyID: "AKfirst", SecretKey: "SECRETfirst", Source: "the file"}
	second := credentials.Credentials{AccessKeyID: "AKsecond", SecretKey: "SECRETsecond", Source: "the file"}
	for good, provider := range map[bool]*rotating{true: {first: first, second: second}, false: {first: first, second: first}} {
		endpoint, received := server(t, ok)
		_, err := Do(t.Context(), newClient(endpoint, provider), call(""), func(cloud.Response) (string, error) {
			if len(received()) == 1 {
				return "", &apierr.Error{Kind: apierr.InvalidCredentials}
			}
			return "", nil
		})
		want := 1
		if good {
			want = 2
		}
		if (err == nil) != good || len(received()) != want || provider.asked.Load() != 2 {
			t.Errorf("got %v after %d requests and %d readings", err, len(received()), provider.asked.Load())
		}
	}
}
