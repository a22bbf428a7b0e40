// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package state hands what a data source or an ephemeral resource has read to the server that sends it, past the framework.
//
// The framework (1.19) copies a state, compares it with the configuration for types that spell one value in several ways,
// and makes empty lists of blocks that are null. This provider has neither such types nor such blocks, and for 1000 ids in
// one block that takes 60 ms and 15 MB. What remains to be done is the encoding.
package state

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type key struct{}

// Holder holds the state of one call.
type Holder struct{ encoded *tfprotov6.DynamicValue }

// NewContext gives a context that takes a state, and where it is held.
func NewContext(ctx context.Context) (context.Context, *Holder) {
	h := &Holder{}
	return context.WithValue(ctx, key{}, h), h
}

// Put leaves a state with the server. ok is false in a context that takes none, as when the framework is called without the
// server; it then has to get the state itself.
func Put(ctx context.Context, value tftypes.Value) (ok bool, err error) {
	h, ok := ctx.Value(key{}).(*Holder)
	if !ok {
		return false, nil
	}
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		return false, err
	}
	h.encoded = &encoded
	return true, nil
}

// Take gives the state, nil if there is none, and forgets it: the framework keeps the context for longer.
func (h *Holder) Take() *tfprotov6.DynamicValue {
	encoded := h.encoded
	h.encoded = nil
	return encoded
}
