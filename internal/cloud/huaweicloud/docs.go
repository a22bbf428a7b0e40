// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

// ExampleRegion is a region that there is, for documentation and advice.
const ExampleRegion = "cn-north-4"

// ErrorCodes documents the gateway's codes, as rows of a Markdown table: code, cause, what to do. What the provider makes
// of them is in failure.go.
const ErrorCodes = "" +
	"| `APIGW.0301`, `APIG.0301` (401) | The access key, its signature or the clock is wrong; the message says which. | Check key, " +
	"secret and clock. Five wrong signatures lock a key for five minutes. |\n" +
	"| `DEV.00000003` (401) | The IAM token has expired. It is valid for 24 hours. | Get a new token, or use an access key. |\n" +
	"| `APIGW.0302`, `APIGW.0304`, `APIGW.0306` (403) | The identity has no permission for this call. | See *Permission* below. |\n" +
	"| `APIGW.0308`, `APIG.0308` (429) | Too many calls, after all retries. | Lower `-parallelism`, raise `max_retries`, or raise " +
	"`timeouts`. |\n" +
	"| `APIGW.0101` (404) | The host does not have this API. | Check the region, and `endpoints` if it is set. |\n"
