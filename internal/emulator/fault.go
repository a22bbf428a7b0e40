// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Break is how a response ends early.
type Break string

const (
	// NoBreak lets the whole response arrive.
	NoBreak Break = ""
	// Stall sends no response; the request waits until the client disconnects or the server closes.
	Stall Break = "stall"
	// StallBody sends the headers and half of the body, and then nothing.
	StallBody Break = "stall-body"
	// Drop closes the connection without a response.
	Drop Break = "drop"
	// Reset resets the connection (TCP RST) without a response.
	Reset Break = "reset"
	// ResetBody resets the connection after the headers and half of the body.
	ResetBody Break = "reset-body"
	// Truncate sends the Content-Length of the whole body, but only half of it, and closes the connection.
	Truncate Break = "truncate"
)

// Fault is what goes wrong with a response. Its fields combine: for example a delay, then a drip, then a reset. In a scenario
// file its durations are text such as "250ms".
type Fault struct {
	// Delay is the time before the first byte.
	Delay time.Duration `json:"-"`
	// Break is how the response ends early, if it does.
	Break Break `json:"break,omitempty"`
	// Drip is the time between two bytes of the body, which is then sent byte by byte.
	Drip time.Duration `json:"-"`
	// Redirect is another address to send the client to, with 307 unless the response has a 3xx status of its own.
	Redirect string `json:"redirect,omitempty"`
	// Gzip compresses the body and sets Content-Encoding, whether or not the client accepts it.
	Gzip bool `json:"gzip,omitempty"`
	// Huge replaces the body by JSON of at least this many bytes.
	Huge int `json:"huge,omitempty"`
}

// UnmarshalJSON decodes a fault strictly, so that a mistyped name in a scenario is an error and not "no fault".
func (f *Fault) UnmarshalJSON(data []byte) error {
	type fields Fault
	sent := struct {
		*fields
		Delay, Drip string
	}{fields: (*fields)(f)}
	if err := strictJSON(data, &sent); err != nil {
		return err
	}
	var delayErr, dripErr error
	f.Delay, delayErr = time.ParseDuration(cmp.Or(sent.Delay, "0"))
	f.Drip, dripErr = time.ParseDuration(cmp.Or(sent.Drip, "0"))
	return errors.Join(delayErr, dripErr)
}

// check reports a fault that is not valid.
func (f *Fault) check() error {
	if f == nil {
		return nil
	}
	switch f.Break {
	case NoBreak, Stall, StallBody, Drop, Reset, ResetBody, Truncate:
	default:
		return fmt.Errorf("a fault has the unknown break %q", f.Break)
	}
	if f.Delay < 0 || f.Drip < 0 || f.Huge < 0 {
		return errors.New("a fault has a negative delay, drip or size")
	}
	return nil
}

// withDefaults fills each field that is not set from another fault.
func (f Fault) withDefaults(defaults Fault) Fault {
	return Fault{
		Delay:    cmp.Or(f.Delay, defaults.Delay),
		Break:    cmp.Or(f.Break, defaults.Break),
		Drip:     cmp.Or(f.Drip, defaults.Drip),
		Redirect: cmp.Or(f.Redirect, defaults.Redirect),
		Gzip:     f.Gzip || defaults.Gzip,
		Huge:     cmp.Or(f.Huge, defaults.Huge),
	}
}
