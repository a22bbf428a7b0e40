// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
)

// toXML converts a JSON body to the XML that an RPC call gets if it does not ask for JSON. Members become elements; an
// array repeats its element. A body that is not JSON is returned unchanged.
func toXML(root string, body []byte) []byte {
	b := bytes.NewBufferString("<?xml version='1.0' encoding='UTF-8'?>")
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := writeElement(b, root, d); err != nil {
		return body
	}
	return b.Bytes()
}

// writeElement writes the next JSON value of d as XML.
func writeElement(b *bytes.Buffer, name string, d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if token == json.Delim('[') {
		for d.More() {
			if err := writeElement(b, name, d); err != nil {
				return err
			}
		}
		_, err = d.Token()
		return err
	}
	fmt.Fprintf(b, "<%s>", name)
	switch v := token.(type) {
	case json.Delim:
		for d.More() {
			member, err := d.Token()
			if err != nil {
				return err
			}
			if err := writeElement(b, fmt.Sprint(member), d); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return err
		}
	case nil:
	default:
		if err := xml.EscapeText(b, []byte(fmt.Sprint(v))); err != nil {
			return err
		}
	}
	fmt.Fprintf(b, "</%s>", name)
	return nil
}
