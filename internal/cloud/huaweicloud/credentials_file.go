// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

type credentialsFile struct {
	cloud.File
	ifPresent bool
}

// CredentialsFile is the SDK's credentials file: ini, section [basic], else [global], with ak, sk, security_token and
// project_id. It is read here and not by the SDK, whose errors quote what they could not read and whose credentials may
// fetch others behind the caller's back. The path is a whole one: a "~" has no meaning here.
func CredentialsFile(file cloud.File) credentials.Provider { return credentialsFile{File: file} }

// CredentialsFileIfPresent is a CredentialsFile that the configuration does not ask for: that it does not exist is no error but
// CredentialsMissing, and a chain asks the next provider.
func CredentialsFileIfPresent(file cloud.File) credentials.Provider {
	return credentialsFile{File: file, ifPresent: true}
}

func (f credentialsFile) Retrieve(context.Context) (credentials.Credentials, error) {
	content, e := f.Read("The credentials file")
	if e != nil {
		if f.ifPresent && errors.Is(e, fs.ErrNotExist) {
			e = credentials.Missing(fmt.Sprintf("the credentials file %s (does not exist)", f.Path))
		}
		return credentials.Credentials{}, e
	}
	c, e := f.parse(content)
	if e != nil && !f.ifPresent {
		e.Advice += " The path of the file is given by " + f.Setting + "."
	}
	if e != nil {
		return credentials.Credentials{}, e
	}
	return c, nil
}

func (f credentialsFile) parse(content []byte) (credentials.Credentials, *apierr.Error) {
	sections, e := parseINI(content, f.Path)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c, e := pick(sections, f.Path)
	if e != nil {
		return credentials.Credentials{}, e
	}
	return c, c.Check()
}

// parseINI reads what the SDK's ini library reads of such a file. An error names the line, never what it holds.
func parseINI(content []byte, path string) (map[string]map[string]string, *apierr.Error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")) // some editors write it
	if start := bytes.TrimLeft(content, " \t\r\n"); len(start) > 0 && start[0] == '{' {
		e := invalid("%s holds JSON, and the credentials file of the SDK is an ini file.", path)
		e.Advice = "Write a line [basic] and below it ak = … and sk = …, each on a line."
		return nil, e
	}
	if !utf8.Valid(content) || bytes.ContainsRune(content, 0) {
		return nil, invalid("%s is no UTF-8 text, so it is no credentials file.", path)
	}
	sections := map[string]map[string]string{}
	keys := map[string]string{} // what stands above the first section belongs to none
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' {
			name, rest, closed := strings.Cut(line[1:], "]")
			if rest = strings.TrimSpace(rest); !closed || rest != "" && rest[0] != '#' && rest[0] != ';' {
				return nil, badLine(number, path, "is no [section]")
			}
			name = strings.ToLower(strings.TrimSpace(name))
			if sections[name] == nil {
				sections[name] = map[string]string{}
			}
			keys = sections[name]
			continue
		}
		at := strings.IndexAny(line, "=:")
		if at <= 0 {
			return nil, badLine(number, path, "is neither a [section] nor key = value")
		}
		value, ok := unquote(strings.TrimSpace(line[at+1:]))
		if !ok {
			return nil, badLine(number, path, "has a quote that is not closed")
		}
		keys[strings.ToLower(strings.TrimSpace(line[:at]))] = value
	}
	return sections, nil
}

// unquote takes the quotes off a value, or the comment behind one without quotes.
func unquote(value string) (string, bool) {
	if value == "" {
		return "", true
	}
	if quote := value[0]; quote == '"' || quote == '\'' || quote == '`' {
		inside, rest, closed := strings.Cut(value[1:], string(quote))
		rest = strings.TrimSpace(rest)
		return inside, closed && (rest == "" || rest[0] == '#' || rest[0] == ';')
	}
	for i := 1; i < len(value); i++ {
		if (value[i] == '#' || value[i] == ';') && (value[i-1] == ' ' || value[i-1] == '\t') {
			value = value[:i]
		}
	}
	return strings.TrimSpace(value), true
}

func pick(sections map[string]map[string]string, path string) (credentials.Credentials, *apierr.Error) {
	for _, name := range []string{"basic", "global"} {
		keys := sections[name]
		if keys == nil {
			continue
		}
		// The SDK would prefer these to the keys beside them; to use the keys would be another identity than was meant.
		if keys["idp_id"] != "" || keys["id_token_file"] != "" {
			e := invalid("Section [%s] of %s logs in by an identity provider (idp_id, id_token_file), "+
				"which this provider does not support.", name, path)
			e.Advice = "Give ak and sk there, or set HW_AUTH_TOKEN."
			return credentials.Credentials{}, e
		}
		c := credentials.Credentials{
			AccessKeyID: keys["ak"], SecretKey: keys["sk"], SecurityToken: keys["security_token"],
			ProjectID: keys["project_id"], Source: fmt.Sprintf("section [%s] of %s", name, path),
		}
		if c.AccessKeyID == "" && c.SecretKey == "" {
			reason := fmt.Sprintf("Section [%s] of %s has no ak and no sk.", name, path)
			if keys["iam_endpoint"] != "" {
				reason += " Its iam_endpoint is of no use here: this provider does not support logging in by IAM."
			}
			return credentials.Credentials{}, invalid("%s", reason)
		}
		return c, nil
	}
	e := invalid("%s has neither a section [basic] nor a section [global].", path)
	e.Advice = "Write a line [basic] and below it ak = … and sk = …, each on a line."
	return credentials.Credentials{}, e
}

func badLine(number int, path, what string) *apierr.Error {
	return invalid("Line %d of the credentials file %s %s.", number, path, what)
}

func invalid(format string, args ...any) *apierr.Error {
	return credentials.Invalid(fmt.Sprintf(format, args...), "Correct it, or give the credentials another way.")
}
