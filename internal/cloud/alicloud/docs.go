// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import "fmt"

// ExampleRegion is a region that there is, for documentation and advice.
const ExampleRegion = "cn-hangzhou"

// ErrorCodes documents the codes that every API shares, as rows of a Markdown table: code, cause, what to do. What the
// provider makes of them is in errors.go.
const ErrorCodes = "" +
	"| `InvalidAccessKeyId.NotFound` (404) | The access key does not exist. Despite the HTTP status, this is not about what you read. | " +
	"Check the key id, and which one was used (`credentials found` in the debug log). |\n" +
	"| `InvalidAccessKeyId.Inactive` | The access key is disabled. | Enable it in the RAM console, or use another key. |\n" +
	"| `SignatureDoesNotMatch`, `IncompleteSignature` | The secret does not belong to this key. | Check the secret, and that it was " +
	"copied completely. |\n" +
	"| `InvalidSecurityToken.*`, `MissingSecurityToken` | The security token has expired, belongs to another key, or is missing. | Get " +
	"new temporary keys, and set all three values. |\n" +
	"| `InvalidTimeStamp.Expired`, `IllegalTimestamp` | This machine's clock is wrong by more than 15 minutes. | Set the clock. |\n" +
	"| `Forbidden.RAM`, `NoPermission`, `Forbidden.*` | The identity has no permission for this call. | Attach the policy below. If a " +
	"role is assumed, attach it to the role. |\n" +
	"| `Throttling*`, `Rejected.Throttling` | Too many calls, after all retries. | Lower `-parallelism`, raise `max_retries`, or raise " +
	"`timeouts`. |\n" +
	"| `ServiceUnavailable`, `InternalError` | The service is unavailable, after all retries. | Run again later. |\n"

// Permission documents, in Markdown, the RAM policy that allows one action.
func Permission(action string) string {
	return fmt.Sprintf("The credentials need this RAM policy, and no more:\n\n```json\n"+`{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": %q,
      "Resource": "*"
    }
  ]
}`+"\n```", action)
}
