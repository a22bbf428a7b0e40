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

// instant is how 1600000000 reads.
var instant = exactly("2020-09-13T12:26:40Z")

// over is a package that is licensed but for its end.
func over(code, sent string, at knownvalue.Check) knownvalue.Check {
	return pack(acctest.Values{
		"spec_code": exactly(code), "resource_status": exactly("normal"), "has_license": yes, "expiration_time": exactly(sent), "expires_at": at,
	})
}

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
		"a null result":   {Responses: acctest.Respond(`{"status": "success", "result": null}`), Want: read(licensedID, no)},
		"an absent one":   {Responses: acctest.Respond(`{"status": "ok"}`), Want: read(licensedID, no)},
		"an empty member": {Responses: acctest.Respond(`{"status": "OK", "result": [{}]}`), Want: read(licensedID, no, pack(nil))},
		"null for all members": {
			Responses: acctest.Respond(`{"status": "ok", "result": [{"spec_code": null, "resource_id": null, "resource_status": null,
				"tenant_id": null, "has_license": null, "package_user": null, "original_amount": null, "resource_used": null,
				"start_time": null, "expiration_time": null}]}`),
			Want: read(licensedID, no, pack(nil)),
		},
		"empty for all text": {
			Responses: acctest.Respond(`{"status": "ok", "result": [{"spec_code": "", "resource_id": "", "resource_status": "",
				"tenant_id": "", "start_time": "", "expiration_time": ""}]}`),
			Want: read(licensedID, no, pack(nil)),
		},
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
		"in order, whatever the response's": {
			Responses: acctest.Respond(`{"status": "ok", "result": [{"spec_code": "b", "resource_id": "1"}, {"spec_code": "a", "resource_id": "2"},
				{"resource_id": "3"}, {"spec_code": "a", "resource_id": "1"}]}`),
			Want: read(licensedID, no,
				pack(acctest.Values{"resource_id": exactly("3")}),
				pack(acctest.Values{"spec_code": exactly("a"), "resource_id": exactly("1")}),
				pack(acctest.Values{"spec_code": exactly("a"), "resource_id": exactly("2")}),
				pack(acctest.Values{"spec_code": exactly("b"), "resource_id": exactly("1")})),
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
		"times in every form": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "start_time": 1767225600, "expiration_time": "4070908800"},
				{"spec_code": "b", "start_time": "2026-01-01T08:00:00+08:00", "expiration_time": "2099-01-01 00:00:00"},
				{"spec_code": "c", "start_time": "soon", "expiration_time": 17672256000}]}`),
			Want: read(licensedID, no,
				pack(acctest.Values{
					"spec_code": exactly("a"), "start_time": exactly("1767225600"), "starts_at": exactly("2026-01-01T00:00:00Z"),
					"expiration_time": exactly("4070908800"), "expires_at": exactly("2099-01-01T00:00:00Z"),
				}),
				pack(acctest.Values{
					"spec_code": exactly("b"), "start_time": exactly("2026-01-01T08:00:00+08:00"), "starts_at": exactly("2026-01-01T00:00:00Z"),
					"expiration_time": exactly("2099-01-01 00:00:00"),
				}),
				pack(acctest.Values{"spec_code": exactly("c"), "start_time": exactly("soon"), "expiration_time": exactly("17672256000")})),
		},
		"expired, in every spelling of the time": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "resource_status": "normal", "has_license": true, "expiration_time": 1.6E12},
				{"spec_code": "b", "resource_status": "normal", "has_license": true, "expiration_time": 1600000000000.0},
				{"spec_code": "c", "resource_status": "normal", "has_license": true, "expiration_time": " 1600000000000"},
				{"spec_code": "d", "resource_status": "normal", "has_license": true, "expiration_time": "2020-09-13T20:26:40+0800"},
				{"spec_code": "e", "resource_status": "normal", "has_license": true, "expiration_time": "2020-09-13 12:26:40"}]}`),
			Want: read(licensedID, no,
				over("a", "1.6E12", instant), over("b", "1600000000000.0", instant), over("c", " 1600000000000", instant),
				over("d", "2020-09-13T20:26:40+0800", instant), over("e", "2020-09-13 12:26:40", null),
			).With(acctest.Values{"not_licensed_reason": exactly("a expired at 2020-09-13T12:26:40Z, b expired at 2020-09-13T12:26:40Z, " +
				"c expired at 2020-09-13T12:26:40Z, d expired at 2020-09-13T12:26:40Z, e expired at \"2020-09-13 12:26:40\".")}),
		},
		"not started yet": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "resource_status": "normal", "has_license": true, "start_time": "4070908800000"}]}`),
			Want: read(licensedID, no, pack(acctest.Values{
				"spec_code": exactly("a"), "resource_status": exactly("normal"), "has_license": yes,
				"start_time": exactly("4070908800000"), "starts_at": exactly("2099-01-01T00:00:00Z"),
			})).With(acctest.Values{"not_licensed_reason": exactly("a starts at 2099-01-01T00:00:00Z.")}),
		},
		"for ever": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "resource_status": "normal", "has_license": true, "expiration_time": 253402271999000},
				{"spec_code": "b", "resource_status": "normal", "has_license": true, "expiration_time": 999999999999999}]}`),
			Want: read(licensedID, yes, over("a", "253402271999000", exactly("9999-12-31T15:59:59Z")), over("b", "999999999999999", null)),
		},
		"statuses in other spellings": {
			Responses: acctest.Respond(`{"status": "ok", "result": [
				{"spec_code": "a", "resource_status": "NORMAL", "has_license": "True"},
				{"spec_code": "b", "resource_status": "Pending", "has_license": 1}]}`),
			Want: read(licensedID, yes,
				pack(acctest.Values{"spec_code": exactly("a"), "resource_status": exactly("normal"), "has_license": yes}),
				pack(acctest.Values{"spec_code": exactly("b"), "resource_status": exactly("Pending"), "has_license": yes})),
		},
		"licensed and over": {
			Responses: acctest.Respond(`{"status": "ok", "result": [{"resource_status": "normal", "has_license": true, "expiration_time": 1699833600}]}`),
			Want: read(licensedID, no, pack(acctest.Values{
				"resource_status": exactly("normal"), "has_license": yes, "expiration_time": exactly("1699833600"),
				"expires_at": exactly("2023-11-13T00:00:00Z"),
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
