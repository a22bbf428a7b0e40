// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Response is one response of an API, from a scenario file or from a test. At most one of Body, Text, Base64, File and
// Code gives the body; with none of them it is empty.
type Response struct {
	// Status is the HTTP status, 200 when zero (400 with a Code).
	Status int `json:"status,omitempty"`
	// Headers are added to those of the dialect, or replace them: Content-Type, Retry-After.
	Headers map[string]string `json:"headers,omitempty"`
	// Body is JSON, in which ${request_id}, ${trace_id} and ${key} are replaced by those of the request.
	Body json.RawMessage `json:"body,omitempty"`
	// Text is a body that is sent unchanged.
	Text string `json:"text,omitempty"`
	// Base64 is a body of any bytes: base64 in a file, the bytes themselves in Go.
	Base64 []byte `json:"base64,omitempty"`
	// File names a file beside the scenario file that is sent byte for byte, such as a vendor's sample. Scripts have none.
	File string `json:"file,omitempty"`
	// Code makes the body the error envelope of the API's dialect, with this code and Message.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Fault is what goes wrong with the response.
	Fault *Fault `json:"fault,omitempty"`

	// fromScenario stands for the response of the scenario files; see Usual.
	fromScenario bool
	// accessDeniedDetail is the AccessDeniedDetail of a refusal.
	accessDeniedDetail json.RawMessage
}

// JSON returns a response with status 200 and a JSON body, in which ${request_id}, ${trace_id} and ${key} are replaced.
func JSON(body string) Response { return Response{Body: json.RawMessage(body)} }

// Text returns a response with a body that is sent unchanged.
func Text(status int, body string) Response { return Response{Status: status, Text: body} }

// Refusal returns a response with the error envelope of the API's dialect.
func Refusal(status int, code, message string) Response {
	return Response{Status: status, Code: code, Message: message}
}

// HTML returns a response with a page, as from a proxy or a load balancer.
func HTML(status int) Response {
	return Response{
		Status:  status,
		Headers: map[string]string{"Content-Type": "text/html; charset=utf-8"},
		Text:    fmt.Sprintf("<html>\n<head><title>%d</title></head>\n<body><h1>%d</h1></body>\n</html>\n", status, status),
	}
}

// Usual stands for the response of the scenario files, for example as the end of a script.
func Usual() Response { return Response{fromScenario: true} }

// With returns the response with a fault.
func (r Response) With(f Fault) Response {
	r.Fault = &f
	return r
}

// Header returns the response with one more header, such as Retry-After.
func (r Response) Header(name, value string) Response {
	r.Headers = Response{Headers: map[string]string{name: value}}.headersOver(r.Headers)
	return r
}

// check reports a response that is not valid.
func (r Response) check() error {
	bodies := 0
	for _, has := range []bool{len(r.Body) > 0, r.Text != "", len(r.Base64) > 0, r.File != "", r.Code != ""} {
		if has {
			bodies++
		}
	}
	if bodies > 1 {
		return errors.New("a response has more than one of body, text, base64, file and code")
	}
	if r.Status != 0 && (r.Status < 200 || r.Status > 599) {
		return fmt.Errorf("a response has the invalid status %d", r.Status)
	}
	if len(r.Body) > 0 && !json.Valid(r.Body) {
		return errors.New("the body of a response is not JSON; use text for a malformed one")
	}
	return r.Fault.check()
}

// body returns the response's body for a call.
func (r Response) body(c *call) []byte {
	switch {
	case r.Code != "" && c.dialect == DialectHuawei:
		return c.huaweiEnvelope(r)
	case r.Code != "":
		return c.alibabaEnvelope(r)
	case len(r.Base64) > 0:
		return r.Base64
	case r.Text != "":
		return []byte(r.Text)
	case len(r.Body) > 0:
		return []byte(strings.NewReplacer(
			"${request_id}", escapeJSON(c.entry.RequestID),
			"${trace_id}", escapeJSON(c.traceID),
			"${key}", escapeJSON(c.entry.Key),
		).Replace(string(r.Body)))
	}
	return nil
}

// escapeJSON escapes text for use between the quotes of a JSON string.
func escapeJSON(text string) string {
	quoted := string(encodeJSON(text))
	return quoted[1 : len(quoted)-1]
}

// encodeJSON encodes JSON on one line without escaping <, > and &, as the clouds do.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // cannot happen: only plain types of this package are encoded
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// strictJSON decodes exactly one JSON value and rejects unknown members.
func strictJSON(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}
