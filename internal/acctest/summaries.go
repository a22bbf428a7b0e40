// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"regexp"
	"strings"
)

// summaryContract has every summary of a diagnostic. Pipelines match them, so a line changes only when the contract does. A
// test fails if the provider returns another one; the tests of each error check that it has its own.
const summaryContract = `
<Noun> Not Found
<Noun> Read Interrupted
<Noun> Read Throttled
<Noun> Read Timed Out
<Noun> Requirement Not Met
<Product> Endpoint Unreachable
<Product> Not Enabled in the Project
<Product> Request Rejected
<Product> Unavailable
Conflicting Credentials
Conflicting tolerate_unreadable
Delay Not Below the Timeout
Empty <argument> Block
Endpoint of Another Region
Incomplete Credentials
Interval Not Below the Timeout
Invalid <CloudName> Credentials
Invalid <argument>
Invalid Argument for <Noun>
Invalid Endpoint
Malformed <Product> Response
Manual Action Required for <Noun>
Missing <CloudName> Credentials
Missing <name>
Missing Region for <Noun>
Missing require Block
Missing role_arn
Permission Denied for <Noun>
Provider Configuration Not Known Yet
Provider Defect
Some <Noun>s Could Not Be Read
Stable Time Not Below the Timeout
System Clock Skew
Undocumented Value in <argument>
Unknown Endpoint
Unreadable ARMS Metadata
Unreadable Time in TestPlan Packages
Value in Both fail_fast and require
Value in Both fail_on and require
Wait for <Noun> Failed
Wait for <Noun> Interrupted
Wait for <Noun> Timed Out
`

// summaries matches the summaries of the contract. A name is of one word or more, an argument has no spaces.
var summaries = regexp.MustCompile(`^(` + strings.NewReplacer(
	"\n", "|", "<Noun>", `\w+( \w+)+`, "<Product>", `\w+`, "<CloudName>", `\w+ Cloud`, "<argument>", `\S+`, "<name>", `\S+`,
).Replace(strings.TrimSpace(summaryContract)) + `|Missing Configuration for Required Attribute)$`) // the last one is the framework's
