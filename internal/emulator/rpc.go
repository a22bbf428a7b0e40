// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"net/url"
	"slices"
)

// formType is the media type of a form body.
const formType = "application/x-www-form-urlencoded"

// rpcStringToSign returns the string to sign of an RPC call: the method, the path (always "/"), and all parameters except
// the signature, from the query and from a form, sorted by name.
func rpcStringToSign(method string, params parameters) string {
	var canonical string
	for _, p := range params {
		if p.name == "Signature" {
			continue
		}
		if canonical != "" {
			canonical += "&"
		}
		canonical += escape(p.name) + "=" + escape(p.value)
	}
	return method + "&" + escape("/") + "&" + escape(canonical)
}

// rpc handles a call in the RPC dialect.
func (c *call) rpc() Response {
	if refusal := c.readRPC(); refusal != nil {
		return *refusal
	}
	if refusal := c.routeRPC(); refusal != nil {
		return *refusal
	}
	// A call without a key is correct for the actions that need none. A call with a key must be signed.
	if !c.api.anonymous || c.params.get("AccessKeyId") != "" {
		if refusal := c.verifyRPC(); refusal != nil {
			return *refusal
		}
	}
	return c.s.respond(c)
}

// readRPC reads the parameters. It refuses a body that is not a form, because the signature does not cover it.
func (c *call) readRPC() *Response {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return c.refuse(http.StatusBadRequest, "InvalidParameter", "The query string cannot be read.")
	}
	var form url.Values
	if len(c.body) > 0 {
		if mediaType(c.r.Header.Get("Content-Type")) != formType {
			return c.refuse(http.StatusBadRequest, "UnsupportedContentType", "The content type of the body is not supported.")
		}
		if form, err = url.ParseQuery(string(c.body)); err != nil {
			return c.refuse(http.StatusBadRequest, "InvalidParameter", "The form cannot be read.")
		}
	}
	c.params = parametersOf(query, form)
	c.entry.Form = form
	c.entry.AccessKeyID = c.params.get("AccessKeyId")
	c.entry.Nonce = c.params.get("SignatureNonce")
	c.entry.SecurityToken = c.params.get("SecurityToken")
	c.entry.TokenOf = c.s.tokenName(c.entry.SecurityToken)
	if region := c.params.get("RegionId"); region != "" {
		c.entry.Region = region
	}
	return nil
}

// routeRPC sets the API, by Action and Version; the path is always "/".
func (c *call) routeRPC() *Response {
	action, version := c.params.get("Action"), c.params.get("Version")
	if action == "" {
		return c.missingParameter("Action")
	}
	for _, a := range c.s.apis {
		if a.Dialect != DialectRPC || a.Name != action {
			continue
		}
		c.setAPI(a, nil)
		switch {
		case version == "":
			return c.missingParameter("Version")
		case version != a.Version:
			return c.refuse(http.StatusNotFound, "InvalidVersion", "Specified parameter Version is not valid.")
		case c.r.URL.Path != "/" && c.r.URL.Path != "", !slices.Contains(a.Methods, c.r.Method), !a.servesHost(c.r.Host):
			return c.noSuchAction()
		case c.params.get("Format") != "JSON":
			// The real gateway then responds in XML, which no client here reads.
			return c.refuse(http.StatusBadRequest, "UnsupportedFormat", "The emulator responds in JSON only: send Format=JSON.")
		}
		return nil
	}
	return c.noSuchAction()
}

// verifyRPC verifies the signature parameters.
func (c *call) verifyRPC() *Response {
	for _, name := range []string{
		"AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature",
	} {
		if c.params.get(name) == "" {
			return c.missingParameter(name)
		}
	}
	for name, want := range map[string]string{
		"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureType": "",
	} {
		if c.params.get(name) != want {
			return c.refuse(http.StatusBadRequest, "InvalidParameter",
				`The specified value of parameter "`+name+`" is not valid.`)
		}
	}
	if refusal := c.checkTimestamp("2006-01-02T15:04:05Z", c.params.get("Timestamp")); refusal != nil {
		return refusal
	}
	return c.verifyAlibaba(alibabaSignature{
		accessKeyID: c.entry.AccessKeyID, token: c.entry.SecurityToken, nonce: c.entry.Nonce,
		stringToSign: rpcStringToSign(c.r.Method, c.params), suffix: "&", actual: c.params.get("Signature"),
	})
}
