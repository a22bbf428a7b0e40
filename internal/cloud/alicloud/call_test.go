// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

var (
	testPTS      = Product{Service: cloud.Service{Key: "pts", Name: "PTS", Host: "pts", Central: true}}
	testSAE      = Product{Service: cloud.Service{Key: "sae", Name: "SAE", Host: "sae", Regions: []string{"cn-hangzhou", "cn-shanghai"}}}
	temporaryKey = credentials.Credentials{
		AccessKeyID: "STS.testAK", SecretKey: "SECRETSECRET", SecurityToken: "TOKEN/+=TOKEN", Source: "the test",
	}
)

// shows reports whether any text of err holds text.
func shows(err error, text string) bool {
	e := apierr.From(err)
	return strings.Contains(fmt.Sprintf("%+v|%s|%v", *e, e.Error(), e.Err), text)
}

func at(t *testing.T, address string) cloud.Endpoint {
	t.Helper()
	endpoint, err := cloud.ParseEndpoint(address)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// calling is a client whose every endpoint is handler.
func calling(t *testing.T, provider credentials.Provider, handler http.HandlerFunc) *Client {
	t.Helper()
	return NewClient(endpointsAt(t, handler), provider, nil)
}

// Call has what a test changes of a call.
type Call struct {
	Product Product
	Region  string
	Request requests.AcsRequest
}

// Do makes a call of s.
func Do[T any](ctx context.Context, s *Client, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	return credentials.Do(ctx, s.Call(call.Product, call.Region, call.Request), decode)
}

// endpointsAt is a resolver whose every endpoint is handler.
func endpointsAt(t *testing.T, handler http.HandlerFunc) Resolver {
	t.Helper()
	server := httptest.NewServer(handler)
	transport := cloud.NewTransport("agent/1", nil)
	t.Cleanup(func() { transport.CloseIdleConnections(); server.Close() })
	endpoint := at(t, server.URL)
	return Resolver{
		Region: cloud.Region{ID: "cn-hangzhou"}, Transport: transport, Refusals: &credentials.Refusals{},
		Endpoints: cloud.Endpoints{"pts": {Endpoint: endpoint}, "sae": {Endpoint: endpoint}, "sts": {Endpoint: endpoint}},
	}
}

// text decodes 200 as it is and refuses everything else as the gateway would.
func text(a cloud.Response) (string, error) {
	if a.Status == http.StatusOK {
		return string(a.Body), nil
	}
	var body struct{ Code, Message, RequestID string }
	_, _ = wire.Unmarshal(a.Body, &body)
	return "", Failure(a, body.Code, body.Message, RequestID(a, body.RequestID))
}

func callScene() Call {
	return Call{Product: testPTS, Region: "cn-hangzhou", Request: scene("x")}
}

func callApp() Call { return Call{Product: testSAE, Region: "cn-hangzhou", Request: application("x")} }

func TestDoShowsNoSecret(t *testing.T) {
	var signed atomic.Value
	handlers := map[string]http.HandlerFunc{
		"the string to sign": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"Code":"SignatureDoesNotMatch","RequestId":"R-1","Message":"Specified signature is not matched `+
				`with our calculation. server string to sign is:%s"}`, strings.ReplaceAll(r.URL.RawQuery, "&", "%26"))
		},
		"the values": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"Code":"X-%s","RequestId":"%s","Message":"%s %s %s"}`, temporaryKey.SecurityToken,
				temporaryKey.SecretKey, temporaryKey.SecurityToken, signature(r), temporaryKey.SecretKey)
		},
		"HTML with the URL": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprintf(w, "<html>%s %s</html>", r.URL, r.Header)
		},
		"hung up": func(_ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, handler := range handlers {
		signing := func(w http.ResponseWriter, r *http.Request) {
			signed.Store(signature(r))
			handler(w, r)
		}
		for _, call := range []Call{callScene(), callApp()} {
			ctx := redact.NewContext(t.Context(), &redact.Registry{})
			s := calling(t, credentials.Static(temporaryKey), signing)
			_, err := Do(ctx, s, call, text)
			if err == nil {
				t.Fatal("no error")
			}
			for _, secret := range []string{"SECRETSECRET", "TOKEN", "Signature=", signed.Load().(string)} {
				if shows(redact.Error(ctx, err), secret) {
					t.Errorf("%s: %+v shows %q", name, apierr.From(err), secret)
				}
			}
		}
	}
}

// A successful response may quote what signed its request, and become part of a message later.
func TestDoHidesWhatSigned(t *testing.T) {
	s := calling(t, credentials.Static(temporaryKey), func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, signature(r), " ", temporaryKey.SecretKey, " ", temporaryKey.SecurityToken)
	})
	ctx := redact.NewContext(t.Context(), &redact.Registry{})
	for name, call := range map[string]Call{"RPC": callScene(), "ROA": callApp()} {
		got, err := Do(ctx, s, call, text)
		if err != nil {
			t.Fatal(err)
		}
		if shown := redact.Line(ctx, got); shown != "[…] […] […]" {
			t.Errorf("%s: got %q", name, shown)
		}
	}
}

func TestDoCompletesAFailure(t *testing.T) {
	s := calling(t, credentials.Static(temporaryKey), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Acs-Request-Id", "R-9")
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusForbidden)
	})
	_, err := Do(t.Context(), s, callApp(), func(cloud.Response) (int, error) {
		return 0, &apierr.Error{Kind: apierr.PermissionDenied}
	})
	e := apierr.From(err)
	if e.HTTPStatus != 403 || e.RequestID != "R-9" || e.RetryAfter != 3*time.Second ||
		!strings.Contains(e.Advice, "sae:DescribeApplicationStatus") {
		t.Errorf("got %+v", e)
	}
	_, err = Do(t.Context(), s, callScene(), func(cloud.Response) (int, error) {
		return 0, &apierr.Error{Kind: apierr.PermissionDenied, HTTPStatus: 1, RequestID: "own", Advice: "own", RetryAfter: 1}
	})
	if e := apierr.From(err); e.HTTPStatus != 1 || e.RequestID != "own" || e.Advice != "own" || e.RetryAfter != 1 {
		t.Errorf("want the error of the decoder, got %+v", e)
	}
}

// What a file gave and the cloud refused is read again at once, and tried once if it is something else now.
func TestDoGetsRefusedCredentialsAgain(t *testing.T) {
	renewed := false
	f := &fake{give: func(context.Context, int) (credentials.Credentials, error) {
		if renewed {
			return key(2), nil
		}
		return key(1), nil
	}}
	resolver := endpointsAt(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), key(1).AccessKeyID) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired.","RequestId":"R"}`)
		}
	})
	s := NewClient(resolver, f, nil)
	_, err := Do(t.Context(), s, callApp(), text)
	e := apierr.From(err)
	if e.Kind != apierr.InvalidCredentials || e.Reason != "The security token has expired." ||
		e.Message != "Specified SecurityToken is expired." || e.Code != "InvalidSecurityToken.Expired" {
		t.Errorf("got %+v", e)
	}
	if f.calls.Load() != 2 {
		t.Errorf("%d searches, want 2", f.calls.Load())
	}
	renewed = true
	if _, err := Do(t.Context(), s, callApp(), text); err != nil {
		t.Errorf("after the renewal: %v", err)
	}
	f = &fake{give: func(_ context.Context, call int) (credentials.Credentials, error) { return key(call), nil }}
	if _, err := Do(t.Context(), NewClient(resolver, f, nil), callApp(), text); err != nil || f.calls.Load() != 2 {
		t.Errorf("got %v after %d searches", err, f.calls.Load())
	}
	// Others are tried once, whatever comes after them.
	f = &fake{give: func(_ context.Context, call int) (credentials.Credentials, error) { return key(call), nil }}
	_, err = Do(t.Context(), NewClient(resolver, f, nil), callApp(), func(cloud.Response) (string, error) {
		return "", &apierr.Error{Kind: apierr.InvalidCredentials, RequestID: fmt.Sprint(f.calls.Load())}
	})
	if e := apierr.From(err); e == nil || e.RequestID != "2" || !e.Kept || f.calls.Load() != 2 {
		t.Errorf("got %+v after %d searches", e, f.calls.Load())
	}
}

// A refusal is kept for exactly the credentials that were refused: a request is sent with those that the provider has
// refreshed, and none with the same ones.
func TestDoKeepsARefusal(t *testing.T) {
	for name, tt := range map[string]struct {
		code string
		// key is which key the provider gives when it is asked for the n-th time; only the second one is good.
		key      func(n int) int
		requests int32
		reads    []bool // whether each succeeds
	}{
		"expired, renewed":       {"InvalidSecurityToken.Expired", func(n int) int { return min(n, 2) }, 4, []bool{true, true, true}},
		"expired, not renewed":   {"InvalidSecurityToken.Expired", func(int) int { return 1 }, 1, []bool{false, false, false}},
		"malformed, renewed":     {"InvalidSecurityToken.Malformed", func(n int) int { return min(n, 2) }, 3, []bool{false, true, true}},
		"malformed, not renewed": {"InvalidSecurityToken.Malformed", func(int) int { return 1 }, 1, []bool{false, false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{give: func(_ context.Context, n int) (credentials.Credentials, error) {
				c := key(tt.key(n))
				c.Expires = time.Now().Add(time.Hour)
				return c, nil
			}}
			var requests atomic.Int32
			s := calling(t, f, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				if strings.Contains(r.Header.Get("Authorization"), key(1).AccessKeyID) {
					w.WriteHeader(http.StatusBadRequest)
					fmt.Fprintf(w, `{"Code":%q,"Message":"m","RequestId":"R"}`, tt.code)
				}
			})
			for i, good := range tt.reads {
				_, err := Do(t.Context(), s, callApp(), text)
				if good != (err == nil) {
					t.Errorf("read %d: got %v", i+1, err)
				}
				if e := apierr.From(err); err != nil && (e.Code != tt.code || e.RequestID != "R" || !e.Kept) {
					t.Errorf("read %d: got %+v", i+1, e)
				}
			}
			if requests.Load() != tt.requests {
				t.Errorf("%d requests, want %d", requests.Load(), tt.requests)
			}
		})
	}
}

func TestDoUnknownHost(t *testing.T) {
	transport := cloud.NewTransport("agent/1", func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}).Direct() // whatever proxy the environment has
	mars := cloud.Region{ID: "mars-1", Source: "X in the environment"}
	for name, row := range map[string]struct {
		product   Product
		region    string
		endpoints cloud.Endpoints
		argument  string
		advice    []string
	}{
		"a known region": {testSAE, "cn-shanghai", nil, "region", []string{
			"The host is a known one of SAE", "(DNS)", "HTTPS_PROXY", `endpoints = { sae = "https://…" }`, "ALIBABA_CLOUD_ENDPOINT_SAE.",
		}},
		"another region": {testSAE, "cn-shanghia", nil, "region", []string{
			"the region's spelling.", "SAE is known to be offered in cn-hangzhou, cn-shanghai.", "in cn-shanghia too", "ALIBABA_CLOUD_ENDPOINT_SAE.",
		}},
		"the provider's": {testSAE, "", nil, "region", []string{`Check the region's spelling: "mars-1" is from X in the environment. SAE is known`}},
		"one host":       {testPTS, "cn-shanghia", nil, "", []string{"The host is a known one of PTS", "(DNS)"}},
		"an endpoint": {testSAE, "cn-shanghai", cloud.Endpoints{"sae": cloud.ParseConfiguredEndpoint("sae.test", "X in the environment")}, "", []string{
			"Check X in the environment.",
		}},
	} {
		s := NewClient(Resolver{Region: mars, Transport: transport, Endpoints: row.endpoints}, credentials.Static(temporaryKey), nil)
		call := Call{row.product, row.region, application("x")}
		_, err := Do(t.Context(), s, call, text)
		e := apierr.From(err)
		if e == nil || e.Kind != apierr.Unreachable || e.Argument != row.argument || row.product.Central && strings.Contains(e.Advice, "region") {
			t.Errorf("%s: got %+v", name, e)
		}
		for _, part := range row.advice {
			if e != nil && !strings.Contains(e.Advice, part) {
				t.Errorf("%s: %q does not contain %q", name, e.Advice, part)
			}
		}
	}
}

// A request that the SDK cannot sign is not sent.
func TestDoUnsignable(t *testing.T) {
	s := calling(t, credentials.Static(temporaryKey), func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	_, err := Do(t.Context(), s, Call{testPTS, "", &unstyled{scene("x")}}, text)
	if kind(t, err) != apierr.Rejected || shows(err, "SECRETSECRET") {
		t.Errorf("got %v", err)
	}
}

type unstyled struct{ requests.AcsRequest }

func (unstyled) GetStyle() string { return "none" }
