// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"net/http"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	sdkcredentials "github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	_ "github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/debugenv" // before the SDK reads DEBUG
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// sign lets the SDK complete and sign request for endpoint, and copies the result into an http.Request. It uses the
// parts the SDK's client is made of, not the client, whose defaults are plain HTTP, a network look-up of endpoints and
// its own sending. It writes into request, and may do so again: nonce and signature are then other ones. An error may quote the
// URL, which holds the signature.
func sign(ctx context.Context, endpoint cloud.Endpoint, region string, c credentials.Credentials, request requests.AcsRequest,
) (*http.Request, error) {
	if err := requests.InitParams(request); err != nil { // the typed fields become parameters
		return nil, err
	}
	// An earlier identity's, which the SDK replaces only by another.
	delete(request.GetQueryParams(), "SecurityToken")
	delete(request.GetHeaders(), "x-acs-security-token")
	request.SetScheme(endpoint.Scheme)
	// Neither scheme signs the host. The SDK pastes domain and port together in two ways, one of which net/url
	// refuses; so it gets a name that suits both, and the real one is set below.
	request.SetDomain("endpoint.invalid")
	// One identity for one request: no chain, no file, no variable, nothing shared.
	identity := sdkcredentials.NewStaticSTSCredentialsProvider(c.AccessKeyID, c.SecretKey, c.SecurityToken)
	if err := auth.Sign(request, nil, region, identity); err != nil {
		return nil, err
	}
	signed, err := http.NewRequestWithContext(ctx, request.GetMethod(), request.BuildUrl(), request.GetBodyReader())
	if err != nil {
		return nil, err
	}
	signed.URL.Host, signed.Host = endpoint.HostPort(), endpoint.HostPort()
	for name, value := range request.GetHeaders() {
		signed.Header.Set(name, value)
	}
	return signed, nil
}

// signature returns the one that sign put into r.
func signature(r *http.Request) string {
	if s := r.URL.Query().Get("Signature"); s != "" {
		return s
	}
	_, s, _ := strings.Cut(r.Header.Get("Authorization"), ":")
	return s
}
