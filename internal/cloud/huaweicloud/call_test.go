// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

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
		Region: cloud.Region{ID: "cn-north-4"}, Endpoints: cloud.Endpoints{"cloudtest": {Endpoint: endpoint}},
		Provider: provider, Transport: cloud.NewTransport(userAgent, nil),
	})
}

// do makes a call of c.
func do(ctx context.Context, c *Client, decode func(cloud.Response) (string, error)) (string, error) {
	product := Product{Service: cloud.Service{Key: "cloudtest", Name: "CodeArts TestPlan", Host: "cloudtest", Regions: []string{"cn-north-4"}}}
	return credentials.Do(ctx, c.Call(product, "", "/v1/projects/"+testService+"/package/status"), decode)
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
			got, err := do(t.Context(), newClient(endpoint, credentials.Static(c)), bodyOf)
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
				verify(t, r)
			} else if len(r.Header.Values("Authorization")) > 0 {
				t.Error("a token goes with a signature")
			}
		})
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
		got, err := do(ctx, newClient(endpoint, credentials.Static(identity)), bodyOf)
		if err != nil {
			t.Fatal(err)
		}
		if shown := redact.Line(ctx, got); strings.Trim(shown, "[…]") != "" {
			t.Errorf("%s: got %q", name, shown)
		}
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
		_, err := do(t.Context(), newClient(endpoint, provider), func(cloud.Response) (string, error) {
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
