// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/state"
)

// readDataSource sends the state that the data source has put into its context.
func (s *server) readDataSource(
	ctx context.Context, r *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, holder := state.NewContext(ctx)
	response, err := s.ProviderServer.ReadDataSource(ctx, r)
	if read := holder.Take(); read != nil && err == nil {
		response.State = read
	}
	return response, err
}

// openEphemeral does the same for the result of an ephemeral resource.
func (s *server) openEphemeral(
	ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	ctx, holder := state.NewContext(ctx)
	response, err := s.ProviderServer.OpenEphemeralResource(ctx, r)
	if opened := holder.Take(); opened != nil && err == nil {
		response.Result = opened
	}
	return response, err
}
