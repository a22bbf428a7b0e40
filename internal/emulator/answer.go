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
	"time"
)

// Response is one answer of an API, from a scenario file or from a test. At most one of Body, Text, Base64, File and Code
// gives the body; with none of them it is empty.
type Response struct {
	// Status is the HTTP status, 200 when zero (400 with a Code).
	Status int `json:"status,omitempty"`
	// Headers are set on the response, over the dialect's own; Content-Type and Retry-After go here.
	Headers map[string]string `json:"headers,omitempty"`
	// Body is JSON. In it ${request_id}, ${trace_id} and ${key} stand for this request's own.
	Body json.RawMessage `json:"body,omitempty"`
	// Text is a body that is sent as it stands.
	Text string `json:"text,omitempty"`
	// Base64 is a body of any bytes. In a file it is base64; in Go just the bytes.
	Base64 []byte `json:"base64,omitempty"`
	// File is a body kept next to the scenario file and sent byte for byte: a vendor's own sample. Only in files.
	File string `json:"file,omitempty"`
	// Code makes the body the gateway's error envelope of the API's dialect, with this code and Message.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Fault is what goes wrong on the way.
	Fault *Fault `json:"fault,omitempty"`

	// usual stands for the scenario's own answer; see Usual.
	usual bool
	// details is the AccessDeniedDetail of a refusal.
	details json.RawMessage
}

// JSON answers 200 with a JSON body, in which ${request_id}, ${trace_id} and ${key} are filled in.
func JSON(body string) Response { return Response{Body: json.RawMessage(body)} }

// Text answers with a body sent as it stands.
func Text(status int, body string) Response { return Response{Status: status, Text: body} }

// Refusal answers with the gateway's error envelope of the API's dialect.
func Refusal(status int, code, message string) Response {
	return Response{Status: status, Code: code, Message: message}
}

// HTML answers as a proxy or a load balancer on the way would, with a page.
func HTML(status int) Response {
	return Response{
		Status:  status,
		Headers: map[string]string{"Content-Type": "text/html; charset=utf-8"},
		Text:    fmt.Sprintf("<html>\n<head><title>%d</title></head>\n<body><h1>%d</h1></body>\n</html>\n", status, status),
	}
}

// Usual answers as the scenario files would have: the way to let a script end and the data go on.
func Usual() Response { return Response{usual: true} }

// With returns the response with a fault on its way.
func (a Response) With(f Fault) Response {
	a.Fault = &f
	return a
}

// Header returns the response with one more header, such as Retry-After.
func (a Response) Header(name, value string) Response {
	headers := map[string]string{name: value}
	for k, v := range a.Headers {
		if _, ok := headers[k]; !ok {
			headers[k] = v
		}
	}
	a.Headers = headers
	return a
}

// check finds a response that cannot be meant.
func (a Response) check() error {
	bodies := 0
	for _, has := range []bool{len(a.Body) > 0, a.Text != "", len(a.Base64) > 0, a.File != "", a.Code != ""} {
		if has {
			bodies++
		}
	}
	if bodies > 1 {
		return errors.New("an answer has more than one of body, text, base64, file and code")
	}
	if a.Status != 0 && (a.Status < 200 || a.Status > 599) {
		return fmt.Errorf("an answer has the status %d", a.Status)
	}
	if len(a.Body) > 0 && !json.Valid(a.Body) {
		return errors.New("an answer's body is not JSON; use text for what is broken on purpose")
	}
	return a.Fault.check()
}

// Break is the way a response breaks off.
type Break string

const (
	// Whole does not break: the response arrives.
	Whole Break = ""
	// Stall never answers; the request is held until the client goes away or the server closes.
	Stall Break = "stall"
	// StallBody sends the headers and half of the body and then nothing more.
	StallBody Break = "stall-body"
	// Drop closes the connection without a response.
	Drop Break = "drop"
	// Reset resets the connection (TCP RST) without a response.
	Reset Break = "reset"
	// ResetBody resets the connection after the headers and half of the body.
	ResetBody Break = "reset-body"
	// Truncate announces the whole body, sends half of it and closes.
	Truncate Break = "truncate"
)

// Fault is what goes wrong with a response. Its parts combine: a delay, then a drip, then a reset.
type Fault struct {
	// Delay is waited before the first byte.
	Delay time.Duration
	// Break is how the response breaks off, if it does.
	Break Break
	// Drip sends the body a byte at a time with this long between them.
	Drip time.Duration
	// Redirect sends the client to another address, with 307 unless the response has a 3xx status of its own.
	Redirect string
	// Gzip sends the body compressed and says so, asked or not.
	Gzip bool
	// Huge streams a JSON body of at least this many bytes in place of the response's.
	Huge int64
}

// faultJSON is a fault as files write it: durations are text such as "250ms".
type faultJSON struct {
	Delay    string `json:"delay,omitempty"`
	Break    Break  `json:"break,omitempty"`
	Drip     string `json:"drip,omitempty"`
	Redirect string `json:"redirect,omitempty"`
	Gzip     bool   `json:"gzip,omitempty"`
	Huge     int64  `json:"huge,omitempty"`
}

// UnmarshalJSON reads a fault strictly: a mistyped name in a scenario must not pass for "no fault".
func (f *Fault) UnmarshalJSON(data []byte) error {
	var raw faultJSON
	if err := strictJSON(data, &raw); err != nil {
		return err
	}
	*f = Fault{Break: raw.Break, Redirect: raw.Redirect, Gzip: raw.Gzip, Huge: raw.Huge}
	for _, d := range []struct {
		text string
		to   *time.Duration
	}{{raw.Delay, &f.Delay}, {raw.Drip, &f.Drip}} {
		if d.text == "" {
			continue
		}
		v, err := time.ParseDuration(d.text)
		if err != nil {
			return err
		}
		*d.to = v
	}
	return nil
}

func (f *Fault) check() error {
	if f == nil {
		return nil
	}
	switch f.Break {
	case Whole, Stall, StallBody, Drop, Reset, ResetBody, Truncate:
	default:
		return fmt.Errorf("a fault breaks off with %q, which is no such way", f.Break)
	}
	if f.Delay < 0 || f.Drip < 0 || f.Huge < 0 {
		return errors.New("a fault has a negative delay, drip or size")
	}
	return nil
}

// over lays one fault over another: what the upper one leaves open the lower one fills.
func (f Fault) over(lower Fault) Fault {
	if f.Delay == 0 {
		f.Delay = lower.Delay
	}
	if f.Break == Whole {
		f.Break = lower.Break
	}
	if f.Drip == 0 {
		f.Drip = lower.Drip
	}
	if f.Redirect == "" {
		f.Redirect = lower.Redirect
	}
	if f.Huge == 0 {
		f.Huge = lower.Huge
	}
	f.Gzip = f.Gzip || lower.Gzip
	return f
}

// body renders what the response says to this call.
func (a Response) body(c *call) []byte {
	switch {
	case a.Code != "":
		return c.envelope(a)
	case len(a.Base64) > 0:
		return a.Base64
	case a.Text != "":
		return []byte(a.Text)
	case len(a.Body) > 0:
		return []byte(strings.NewReplacer(
			"${request_id}", inJSON(c.entry.RequestID),
			"${trace_id}", inJSON(c.traceID),
			"${key}", inJSON(c.entry.Key),
		).Replace(string(a.Body)))
	}
	return nil
}

// inJSON is a text as it stands between the quotes of a JSON string.
func inJSON(text string) string {
	quoted := string(encodeJSON(text))
	return quoted[1 : len(quoted)-1]
}

// encodeJSON writes JSON on one line and leaves <, > and & alone, as the clouds do.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // only our own plain types come here
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// strictJSON reads one JSON value whose members are all known.
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
