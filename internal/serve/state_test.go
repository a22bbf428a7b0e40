// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"bytes"
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/state"
)

// reading is a framework whose reads put a state into their context, or none where it is nil.
type reading struct {
	*retainer
	state *tftypes.Value
}

var frameworks = &tfprotov6.DynamicValue{MsgPack: []byte("the framework's")}

func (r reading) put(ctx context.Context) error {
	if r.state == nil {
		return nil
	}
	_, err := state.Put(ctx, *r.state)
	return err
}

func (r reading) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return &tfprotov6.ReadDataSourceResponse{State: frameworks}, r.put(ctx)
}

func (r reading) OpenEphemeralResource(
	ctx context.Context, _ *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return &tfprotov6.OpenEphemeralResourceResponse{Result: frameworks}, r.put(ctx)
}

// The response has the state that the read put into its context, else the framework's.
func TestState(t *testing.T) {
	ready := tftypes.NewValue(tftypes.String, "ready")
	encoded, err := tfprotov6.NewDynamicValue(ready.Type(), ready)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		state *tftypes.Value
		want  []byte
	}{"put": {&ready, encoded.MsgPack}, "not put": {nil, frameworks.MsgPack}} {
		s := &server{ProviderServer: reading{&retainer{}, tc.state}}
		read, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{})
		if err != nil || !bytes.Equal(read.State.MsgPack, tc.want) {
			t.Errorf("%s: the state is %q; %v", name, read.State.MsgPack, err)
		}
		opened, err := s.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{})
		if err != nil || !bytes.Equal(opened.Result.MsgPack, tc.want) {
			t.Errorf("%s: the result is %q; %v", name, opened.Result.MsgPack, err)
		}
	}
}
