// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"math/big"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestMain(m *testing.M) { acctest.RunTests(m) }

var testplan = acctest.TypeUnderTest{
	Type: "cloudstatus_huaweicloud_codearts_testplan_packages",
	ID:   "service_id",
	API:  "ShowEchoTestPackageUsing",
	Good: licensedID,
}

// The projects that the emulator knows.
const (
	documentID   = "aaaabbbbccccddddeeeeffff00001111"
	licensedID   = "0123456789abcdef0123456789abcdef"
	emptyID      = "ffffffffffffffffffffffffffff0000"
	notEnabledID = "eeeeeeeeeeeeeeeeeeeeeeeeeeee0000"
	expiredID    = "dddddddddddddddddddddddddddd0000"
	olderID      = "cccccccccccccccccccccccccccc0000"
	document401  = "bbbbbbbbbbbbbbbbbbbbbbbbbbbb0401"
	noMemberID   = "bbbbbbbbbbbbbbbbbbbbbbbbbbbb0400"
	forbiddenID  = "bbbbbbbbbbbbbbbbbbbbbbbbbbbb0403"
)

const (
	echotest = "codearts.testplan.china.echotest"
	pro      = "codearts.testplan.china.pro"
	tenant   = "a5e3aad283e44ee7a7be6acf318b6235"
)

var (
	null      = knownvalue.Check(knownvalue.Null())
	yes       = knownvalue.Bool(true)
	no        = knownvalue.Check(knownvalue.Bool(false))
	exactly   = knownvalue.StringExact
	requestID = knownvalue.StringRegexp(regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`))
)

// number is a decimal to its last digit.
func number(text string) knownvalue.Check {
	f, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return knownvalue.NumberExact(f)
}

// pack is one package; what is not named in members is null.
func pack(members acctest.Values) knownvalue.Check {
	empty := acctest.Values{
		"spec_code": null, "resource_id": null, "resource_status": null, "tenant_id": null, "has_license": null,
		"package_user": null, "original_amount": null, "resource_used": null, "start_time": null, "starts_at": null,
		"expiration_time": null, "expires_at": null,
	}
	return knownvalue.ObjectExact(empty.With(members))
}

// read is what a read gives. There is a reason where there is no license.
func read(id string, licensed knownvalue.Check, packages ...knownvalue.Check) acctest.Values {
	reason := null
	if licensed == no {
		reason = knownvalue.NotNull()
	}
	return acctest.Values{
		"not_licensed_reason": reason,
		"service_id":          exactly(id), "spec_code": null, "region": exactly("cn-north-4"), "licensed": licensed,
		"packages": knownvalue.ListExact(packages), "request_id": requestID,
	}
}

var (
	// licensedEchotest and unlicensedPro are the packages of the emulator's licensed project.
	licensedEchotest = pack(acctest.Values{
		"spec_code": exactly(echotest), "resource_status": exactly("normal"), "tenant_id": exactly(tenant),
		"resource_id": exactly("4f8da8d94d344547a212aed7613e99e2"), "has_license": yes, "package_user": no,
		"original_amount": number("5000"), "resource_used": number("1234.5"),
		"start_time": exactly("1767225600000"), "starts_at": exactly("2026-01-01T00:00:00Z"),
		"expiration_time": exactly("4070908800000"), "expires_at": exactly("2099-01-01T00:00:00Z"),
	})
	unlicensedPro = pack(acctest.Values{
		"spec_code": exactly(pro), "resource_status": exactly("normal"), "tenant_id": exactly(tenant),
		"resource_id": exactly("77aa0b1c2d3e4f5061728394a5b6c7d8"), "has_license": no, "package_user": no,
		"original_amount": number("0"), "resource_used": number("0"),
	})
	full = read(licensedID, yes, licensedEchotest, unlicensedPro)
)

func TestReads(t *testing.T) {
	testplan.Reads(t, requireMet, map[string]acctest.Case{
		"full": {Want: full},
		"the document's sample": {
			ID: documentID,
			Want: read(documentID, yes,
				pack(acctest.Values{
					"spec_code": exactly(echotest), "resource_status": exactly("normal"), "tenant_id": exactly(tenant),
					"resource_id": exactly("4f8da8d94d344547a212aed7613e99e2"), "has_license": yes, "package_user": yes,
					"original_amount": number("0"), "resource_used": number("0"),
				}),
				pack(acctest.Values{
					"spec_code": exactly(pro), "resource_status": exactly("normal"), "tenant_id": exactly(tenant),
					"has_license": yes, "package_user": yes, "original_amount": number("0"), "resource_used": number("0"),
				}),
			),
		},
		"no packages": {
			ID: emptyID, Want: read(emptyID, no).With(acctest.Values{"not_licensed_reason": exactly("There is no package.")}),
		},
		"an empty member": {Responses: acctest.Respond(`{"status": "OK", "result": [{}]}`), Want: read(licensedID, no, pack(nil))},
		"the older response": {
			ID: olderID,
			Want: read(olderID, yes, pack(acctest.Values{
				"spec_code": exactly(echotest), "resource_status": exactly("normal"), "tenant_id": exactly(tenant),
				"resource_id": exactly("0c0c0c0c1d1d1d1d2e2e2e2e3f3f3f3f"), "has_license": yes, "package_user": no,
				"original_amount": number("5000"), "resource_used": number("1234.5"),
				"start_time": exactly("1767225600000"), "starts_at": exactly("2026-01-01T00:00:00Z"),
				"expiration_time": exactly("4070908800000"), "expires_at": exactly("2099-01-01T00:00:00Z"),
			})),
		},
		"frozen and expired": {
			ID: expiredID,
			Want: read(expiredID, no, pack(acctest.Values{
				"spec_code": exactly(echotest), "resource_status": exactly("freeze"), "tenant_id": exactly(tenant),
				"resource_id": exactly("0d0d0d0d1e1e1e1e2f2f2f2f30303030"), "has_license": yes, "package_user": no,
				"original_amount": number("5000"), "resource_used": number("5000"),
				"start_time": exactly("1668297600000"), "starts_at": exactly("2022-11-13T00:00:00Z"),
				"expiration_time": exactly("1699833600000"), "expires_at": exactly("2023-11-13T00:00:00Z"),
			})),
		},
		"amounts to the last digit": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "original_amount": 9007199254740993, "resource_used": 0.1},
				{"spec_code": "b", "original_amount": "12345678901234567890.123456789", "resource_used": 1e3}]}`),
			Want: read(licensedID, no,
				pack(acctest.Values{"spec_code": exactly("a"), "original_amount": number("9007199254740993"), "resource_used": number("0.1")}),
				pack(acctest.Values{
					"spec_code": exactly("b"), "original_amount": number("12345678901234567890.123456789"), "resource_used": number("1000"),
				})),
		},
		"the packages with one code": {
			Body: `spec_code = "` + echotest + `"`,
			Want: read(licensedID, yes, licensedEchotest).With(acctest.Values{"spec_code": exactly(echotest)}),
		},
		"the packages with another": {
			Body: `spec_code = "` + pro + `"`,
			Want: read(licensedID, no, unlicensedPro).With(acctest.Values{"spec_code": exactly(pro)}),
		},
		"no package with the code": {
			Body: `spec_code = "codearts.testplan"`,
			Want: read(licensedID, no).With(acctest.Values{"spec_code": exactly("codearts.testplan")}),
		},
		"region of the block before the provider's": {
			Body: `region = "cn-south-1"`, Want: full.With(acctest.Values{"region": exactly("cn-south-1")}),
		},
		"region of the block alone": {
			Body:  `region = "cn-east-2"`,
			Setup: func(_ *emulator.Server, setup *acctest.Setup) { setup.HuaweiRegion = "" },
			Want:  full.With(acctest.Values{"region": exactly("cn-east-2")}),
		},
		"an id in capitals": {
			ID: "0123456789ABCDEF0123456789ABCDEF", Responses: acctest.Respond(`{"status": "ok"}`),
			Want: read("0123456789ABCDEF0123456789ABCDEF", no),
		},
	})
}
