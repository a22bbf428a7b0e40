// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package sae is what the APIs of Alibaba Cloud SAE (Serverless App Engine) share: the host, the envelope of a response, and
// the error codes.
package sae

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// Product is SAE: a host in each region.
var Product = alicloud.Product{
	Service: cloud.Service{
		Key: "sae", Name: "SAE", Host: "sae",
		// https://help.aliyun.com/zh/sae/api-sae-2019-05-06-endpoint
		Regions: []string{
			"cn-beijing", "cn-zhangjiakou", "cn-wulanchabu", "cn-hangzhou", "cn-shanghai", "cn-shenzhen", "cn-heyuan", "cn-guangzhou", "cn-chengdu",
			"cn-hongkong", "ap-northeast-1", "ap-southeast-1", "eu-central-1", "us-east-1", "us-west-1",
		},
	},
	Kind: func(code string) apierr.Kind {
		switch {
		case code == "InvalidAppId.NotFound", code == "InvalidApplication.NotFound":
			return apierr.NotFound
		case strings.HasPrefix(code, "InvalidAppId"):
			return apierr.InvalidArgument
		}
		return ""
	},
}

// Envelope is the body of a response, with a Data of its API's own.
type Envelope[T any] struct {
	Success                                      *bool
	Code, ErrorCode, Message, RequestID, TraceID string
	Data                                         *T
}

// Decode reads the response to a call whose only argument is argument. Success is HTTP 2xx with Success true or absent, no
// ErrorCode (or the word "success", which older responses have), a Code that is absent or 2xx, and Data that valid accepts.
func Decode[T any](a cloud.Response, argument string, valid func(*T) error) (Envelope[T], error) {
	var body Envelope[T]
	unreadable, err := wire.Unmarshal(a.Body, &body)
	if err != nil {
		return body, alicloud.Unreadable(a, "", err)
	}
	if strings.EqualFold(body.ErrorCode, "success") {
		body.ErrorCode = ""
	}
	switch {
	case body.Success != nil && !*body.Success, body.ErrorCode != "", body.Code != "" && !is2xx(body.Code):
		return body, Product.Refused(a, argument, body.refusal())
	case unreadable != nil:
		err = unreadable
	case body.Data == nil:
		err = errors.New("Data is missing")
	default:
		err = valid(body.Data)
	}
	if err == nil && !a.OK() {
		err = errors.New("its body reports success, and its HTTP status does not")
	}
	if err == nil {
		return body, nil
	}
	e := alicloud.Unreadable(a, body.RequestID, err)
	e.TraceID = body.TraceID
	return body, e
}

// refusal reads a body that reports an error: SAE's own, whose Code is an HTTP status as text and whose ErrorCode is the code,
// or the gateway's, whose Code is the code.
func (b Envelope[T]) refusal() alicloud.Refusal {
	r := alicloud.Refusal{Code: b.ErrorCode, Message: b.Message, RequestID: b.RequestID, TraceID: b.TraceID}
	if wire.IsDigits(b.Code) {
		r.Status, _ = strconv.Atoi(b.Code)
	} else if r.Code == "" {
		r.Code = b.Code
	}
	switch {
	case r.Code != "":
	case isCode(b.Message): // by the document, Message is "an error code" if the call fails
		r.Code, r.Message = b.Message, ""
	default:
		r.Code = b.Code
	}
	return r
}

// errorCode matches a code: words without spaces, joined by a point or by capital letters, unlike prose ("failed").
var errorCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+$|^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+$`)

func isCode(message string) bool {
	return errorCode.MatchString(message) || strings.HasPrefix(message, "Throttling") && !strings.Contains(message, " ")
}

func is2xx(code string) bool { return len(code) == 3 && code[0] == '2' && wire.IsDigits(code) }
