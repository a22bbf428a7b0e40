// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/md5" //nolint:gosec // the scheme requires it
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strings"
)

// roaStringToSign returns the string to sign of an ROA call: the method, four headers (an empty line for a missing one),
// all x-acs- headers sorted by name, and the path with the sorted query, both decoded.
func roaStringToSign(method string, header http.Header, path string, query parameters) string {
	var b strings.Builder
	b.WriteString(method + "\n")
	for _, name := range []string{"Accept", "Content-MD5", "Content-Type", "Date"} {
		b.WriteString(strings.Join(header.Values(name), ",") + "\n")
	}
	var names []string
	for name := range header {
		if strings.HasPrefix(name, "X-Acs-") {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool { return strings.ToLower(names[i]) < strings.ToLower(names[j]) })
	for _, name := range names {
		b.WriteString(strings.ToLower(name) + ":" + strings.Join(header.Values(name), ",") + "\n")
	}
	b.WriteString(path)
	for i, p := range query {
		b.WriteString(map[bool]string{true: "?", false: "&"}[i == 0] + p.name)
		if p.value != "" {
			b.WriteString("=" + p.value)
		}
	}
	return b.String()
}

// roa handles a call in the ROA dialect.
func (c *call) roa() Response {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return *c.refuse(http.StatusBadRequest, "InvalidParameter", "The query string cannot be read.")
	}
	c.params = parametersOf(query)
	accessKeyID, signature := c.readROA()
	if refusal := c.routeROA(); refusal != nil {
		return *refusal
	}
	if refusal := c.verifyROA(accessKeyID, signature); refusal != nil {
		return *refusal
	}
	return c.s.respond(c)
}

// readROA reads the headers and splits "acs <key id>:<signature>".
func (c *call) readROA() (accessKeyID, signature string) {
	header := c.r.Header
	if credential, ok := strings.CutPrefix(header.Get("Authorization"), "acs "); ok {
		accessKeyID, signature, _ = strings.Cut(credential, ":")
	}
	c.entry.AccessKeyID = accessKeyID
	c.entry.Nonce = header.Get("X-Acs-Signature-Nonce")
	c.entry.SecurityToken = header.Get("X-Acs-Security-Token")
	c.entry.TokenOf = c.s.tokenName(c.entry.SecurityToken)
	if region := header.Get("X-Acs-Region-Id"); region != "" {
		c.entry.Region = region
	}
	return accessKeyID, signature
}

// routeROA sets the API, by path, method and x-acs-version. x-acs-action may be missing, but must not name another API.
func (c *call) routeROA() *Response {
	for _, a := range c.s.apis {
		values, ok := a.match(c.segments)
		if !ok || a.Dialect != DialectROA {
			continue
		}
		c.setAPI(a, values)
		action, version := c.r.Header.Get("X-Acs-Action"), c.r.Header.Get("X-Acs-Version")
		switch {
		case version == "":
			return c.missingParameter("Version")
		case version != a.Version:
			return c.refuse(http.StatusNotFound, "InvalidVersion", "Specified parameter Version is not valid.")
		case !slices.Contains(a.Methods, c.r.Method), action != "" && action != a.Name, !a.servesHost(c.r.Host):
			return c.noSuchAction()
		}
		return nil
	}
	return c.noSuchAction()
}

// verifyROA verifies the signature headers. It requires no nonce, because some SDKs send none. A nonce that is sent is
// signed like every x-acs- header, and must not occur again.
func (c *call) verifyROA(accessKeyID, signature string) *Response {
	header := c.r.Header
	if accessKeyID == "" || signature == "" {
		return c.refuse(http.StatusBadRequest, "IncompleteSignature",
			"The request signature does not conform to Aliyun standards.")
	}
	for name, want := range map[string]string{
		"X-Acs-Signature-Method": "HMAC-SHA1", "X-Acs-Signature-Version": "1.0",
	} {
		if got := header.Get(name); got != "" && got != want {
			return c.refuse(http.StatusBadRequest, "InvalidParameter",
				`The specified value of parameter "`+strings.ToLower(name)+`" is not valid.`)
		}
	}
	if header.Get("Date") == "" {
		return c.missingParameter("Date")
	}
	if refusal := c.checkTimestamp(http.TimeFormat, header.Get("Date")); refusal != nil {
		return refusal
	}
	sum := md5.Sum(c.body) //nolint:gosec // the scheme requires it
	digest := header.Get("Content-MD5")
	if digest == "" && len(c.body) > 0 || digest != "" && digest != base64.StdEncoding.EncodeToString(sum[:]) {
		// The documents of these products do not have the real gateway's code for this.
		return c.refuse(http.StatusBadRequest, "InvalidContentMD5", "The Content-MD5 does not match the body.")
	}
	return c.verifyAlibaba(alibabaSignature{
		accessKeyID: accessKeyID, token: c.entry.SecurityToken, nonce: c.entry.Nonce,
		stringToSign: roaStringToSign(c.r.Method, header, strings.Join(c.segments, "/"), c.params), actual: signature,
	})
}
