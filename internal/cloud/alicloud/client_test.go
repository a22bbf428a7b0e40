// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// fake is a provider under the test's control.
type fake struct {
	calls atomic.Int32
	give  func(ctx context.Context, call int) (credentials.Credentials, error)
}

func (f *fake) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	return f.give(ctx, int(f.calls.Add(1)))
}

func key(n int) credentials.Credentials {
	return credentials.Credentials{AccessKeyID: "LTAI-key-" + string(rune('0'+n)), SecretKey: "secret", Source: "the test"}
}

func kind(t *testing.T, err error) apierr.Kind {
	t.Helper()
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *apierr.Error", err)
	}
	return e.Kind
}

func TestRegion(t *testing.T) {
	withRegion := func(region string) credentials.Provider {
		c := key(1)
		c.Region = cloud.Region{ID: region, Source: "the test"}
		return credentials.Static(c)
	}
	tests := map[string]struct {
		override, configured, profile string
		want                          string
		bad                           bool
	}{
		"the read's":    {"cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-beijing", false},
		"the block's":   {"", "cn-hangzhou", "cn-shanghai", "cn-hangzhou", false},
		"the profile's": {"", "", "cn-shanghai", "cn-shanghai", false},
		"none":          {"", "", "", "", false},
		"a host":        {"evil.example.com/", "", "", "", true},
		"white space":   {"", "cn hangzhou", "", "", true},
		"upper case":    {"", "", "CN-Hangzhou", "", true},
		"a hyphen":      {"-", "", "", "", true},
	}
	resolver := endpointsAt(t, func(http.ResponseWriter, *http.Request) {})
	used := func(provider credentials.Provider, configured, override string) (string, error) {
		resolver.Region = cloud.Region{ID: configured}
		call := Call{Product: testPTS, Region: override, Request: scene("x")}
		return Do(t.Context(), NewClient(resolver, provider, nil), call, func(r cloud.Response) (string, error) { return r.Region, nil })
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := used(withRegion(test.profile), test.configured, test.override)
			if test.bad {
				e := apierr.From(err)
				argument := "region"
				if test.profile != "" { // the read's argument is not what is wrong
					argument = ""
				}
				if kind(t, err) != apierr.InvalidArgument || e.Argument != argument || argument == "" && !strings.Contains(e.Reason, "from the test,") {
					t.Errorf("got %+v", e)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if _, err := used(credentials.Chain{}, "", ""); kind(t, err) != apierr.CredentialsMissing {
		t.Errorf("no credentials: got %v", err)
	}
	if _, err := used(credentials.Chain{}, "", "-"); kind(t, err) != apierr.InvalidArgument {
		t.Errorf("a region is checked before credentials: got %v", err)
	}
}
