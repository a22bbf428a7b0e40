// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// secrets are the secrets of one run, by value, each with a description that may be shown.
type secrets struct {
	mu    sync.Mutex
	known map[string]string
}

// secretVariables hold a secret.
var secretVariables = []string{
	"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN",
	"HW_SECRET_KEY", "HW_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "CLOUD_SDK_SK",
	"HW_AUTH_TOKEN",
}

// newSecrets knows the secrets in the environment and in the files that the provider may read.
func newSecrets() *secrets {
	s := &secrets{known: map[string]string{}}
	for _, name := range secretVariables {
		s.add(name, os.Getenv(name))
	}
	files := []string{
		os.Getenv("ALIBABA_CLOUD_CREDENTIALS_FILE"), os.Getenv("ALICLOUD_SHARED_CREDENTIALS_FILE"),
		os.Getenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE"),
	}
	if home, err := os.UserHomeDir(); err == nil {
		files = append(files, filepath.Join(home, ".aliyun", "config.json"), filepath.Join(home, ".huaweicloud", "credentials"))
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil { //nolint:gosec // the provider reads the same file
			s.addFrom("a secret in "+file, content)
		}
	}
	file := os.Getenv("ALIBABA_CLOUD_OIDC_TOKEN_FILE")
	if token, err := os.ReadFile(file); err == nil { //nolint:gosec // the provider reads the same file
		s.add("the OIDC token", string(token))
	}
	return s
}

func (s *secrets) add(description, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value != "" {
		s.known[value] = description
	}
}

// secretMember matches a secret in JSON, in JSON inside a JSON string, and in an INI file.
var secretMember = regexp.MustCompile(
	`(?i)(?:secret|token|licen[cs]e_?key|\bsk)\w*[\\"']*\s*[:=]\s*[\\"']*([^\s"'\\,}]{4,})`)

func (s *secrets) addFrom(description string, text []byte) {
	for _, match := range secretMember.FindAllSubmatch(text, -1) {
		s.add(description, string(match[1]))
	}
}

// signature matches the signature at the end of an Authorization header.
var signature = regexp.MustCompile(`(?:Signature=|:)(\S+)$`)

// observe learns the secrets of a request and of its response, be it of an API or of a credentials API.
func (s *secrets) observe(r *http.Request, response cloud.Response) {
	if match := signature.FindStringSubmatch(r.Header.Get("Authorization")); match != nil {
		s.add("the signature of a request", match[1])
	}
	s.add("the signature of a request", r.URL.Query().Get("Signature"))
	s.add("the security token of a request", r.URL.Query().Get("SecurityToken"))
	for name, values := range r.Header {
		if strings.HasSuffix(name, "-Token") {
			s.add("the "+name+" of a request", strings.Join(values, ""))
		}
	}
	s.addFrom("a secret of a response (a temporary key, the ARMS license key)", response.Body)
}

// in describes the secrets that a text holds in any spelling, without showing them.
func (s *secrets) in(text string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[string]bool{}
	for value, description := range s.known {
		var one redact.Registry
		one.Hide(value)
		if one.Replace(text) != text {
			found[description] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
