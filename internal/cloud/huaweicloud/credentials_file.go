// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// CredentialsFile is the SDK's credentials file: ini, section [basic], else [global], with ak, sk, security_token and
// project_id. It is read here and not by the SDK, whose errors quote what they could not read and whose credentials may
// fetch others behind the caller's back. The path is a whole one: a "~" has no meaning here.
type CredentialsFile struct {
	cloud.File
	// IfPresent reports that the configuration does not ask for the file: that it does not exist is no error but
	// CredentialsMissing, and a chain asks the next provider.
	IfPresent bool
}

// Retrieve reads the file.
func (f CredentialsFile) Retrieve(context.Context) (credentials.Credentials, error) {
	content, e := f.Read("The credentials file")
	switch {
	case e == nil:
		var c credentials.Credentials
		if c, e = parse(content, f.Path); e == nil {
			return c, nil
		}
		if !f.IfPresent {
			e.Advice += " The path of the file is given by " + f.Setting + "."
		}
	case f.IfPresent && errors.Is(e, fs.ErrNotExist):
		e = credentials.Missing(fmt.Sprintf("the credentials file %s (does not exist)", f.Path))
	}
	return credentials.Credentials{}, e
}

// parse reads the content of the file at path.
func parse(content []byte, path string) (credentials.Credentials, *apierr.Error) {
	sections, e := parseINI(content, path)
	if e != nil {
		return credentials.Credentials{}, e
	}
	name := "basic"
	if sections[name] == nil {
		name = "global"
	}
	keys := sections[name]
	c := credentials.Credentials{
		AccessKeyID: keys["ak"], SecretKey: keys["sk"], SecurityToken: keys["security_token"],
		ProjectID: keys["project_id"], Source: fmt.Sprintf("section [%s] of %s", name, path),
	}
	switch {
	case keys == nil:
		e = invalid("%s has neither a section [basic] nor a section [global].", path)
		e.Advice = iniAdvice
	// The SDK would prefer these to the keys beside them; to use the keys would be another identity than was meant.
	case keys["idp_id"] != "" || keys["id_token_file"] != "":
		e = invalid("Section [%s] of %s logs in by an identity provider (idp_id, id_token_file), "+
			"which this provider does not support.", name, path)
		e.Advice = "Give ak and sk there, or set HW_AUTH_TOKEN."
	case c.AccessKeyID == "" && c.SecretKey == "":
		e = invalid("Section [%s] of %s has no ak and no sk.", name, path)
		if keys["iam_endpoint"] != "" {
			e.Reason += " Its iam_endpoint is of no use here: this provider does not support logging in by IAM."
		}
	default:
		e = c.Check()
	}
	return c, e
}

// parseINI reads what the SDK's ini library reads of such a file. An error names the line, never what it holds.
func parseINI(content []byte, path string) (map[string]map[string]string, *apierr.Error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")) // some editors write it
	if start := bytes.TrimLeft(content, " \t\r\n"); len(start) > 0 && start[0] == '{' {
		e := invalid("%s holds JSON, and the credentials file of the SDK is an ini file.", path)
		e.Advice = iniAdvice
		return nil, e
	}
	if !utf8.Valid(content) || bytes.ContainsRune(content, 0) {
		return nil, invalid("%s is no UTF-8 text, so it is no credentials file.", path)
	}
	sections := map[string]map[string]string{}
	keys := map[string]string{} // what stands above the first section belongs to none
	for i, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if isComment(line) {
			continue
		}
		if line[0] == '[' {
			name, rest, closed := strings.Cut(line[1:], "]")
			if !closed || !isComment(rest) {
				return nil, badLine(i+1, path, "is no [section]")
			}
			name = strings.ToLower(strings.TrimSpace(name))
			if keys = sections[name]; keys == nil {
				keys = map[string]string{}
				sections[name] = keys
			}
			continue
		}
		at := strings.IndexAny(line, "=:")
		if at <= 0 {
			return nil, badLine(i+1, path, "is neither a [section] nor key = value")
		}
		value, ok := unquote(strings.TrimSpace(line[at+1:]))
		if !ok {
			return nil, badLine(i+1, path, "has a quote that is not closed")
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
		return inside, closed && isComment(rest)
	}
	return strings.TrimSpace(comment.ReplaceAllString(value, "")), true
}

// comment matches one behind a value.
var comment = regexp.MustCompile(`[ \t][#;].*`)

// isComment reports whether text is a comment, or nothing.
func isComment(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || text[0] == '#' || text[0] == ';'
}

const iniAdvice = "Write a line [basic] and below it ak = … and sk = …, each on a line."

func badLine(number int, path, what string) *apierr.Error {
	return invalid("Line %d of the credentials file %s %s.", number, path, what)
}

func invalid(format string, args ...any) *apierr.Error {
	return credentials.Invalid(fmt.Sprintf(format, args...), "Correct it, or give the credentials another way.")
}
