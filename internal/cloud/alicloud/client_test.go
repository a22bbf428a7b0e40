// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"errors"
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
		c.Region = region
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
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewClient(Resolver{Region: cloud.Region{ID: test.configured}}, withRegion(test.profile), nil)
			got, err := s.Region(t.Context(), test.override)
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
	s := NewClient(Resolver{}, credentials.Chain{}, nil)
	if _, err := s.Region(t.Context(), ""); kind(t, err) != apierr.CredentialsMissing {
		t.Errorf("no credentials: got %v", err)
	}
	if got, err := s.Region(t.Context(), "cn-hangzhou"); err != nil || got != "cn-hangzhou" {
		t.Errorf("a region that is known needs no credentials: got %q, %v", got, err)
	}
}
