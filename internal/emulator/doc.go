// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package emulator emulates the clouds on loopback, so that tests and demonstrations need no account and no network.
//
// One HTTP server at one address serves Alibaba Cloud RPC calls (PTS, STS), Alibaba Cloud ROA calls (SAE) and Huawei
// Cloud calls (SDK-HMAC-SHA256 or X-Auth-Token), those of its IAM and STS too; it detects the dialect of each request. It also
// serves the ECS metadata services and a credentials URI. Its responses are data: scenario files that cite the vendor's document (see
// [Scenario]). Those in the folder scenarios are embedded, so the emulator works outside a clone. A new API of a known
// dialect needs a new folder there and nothing else.
//
// The emulator verifies the provider, so it shares no code with it and imports no SDK: each signature is verified from
// the description of the scheme. It accepts any correct client of a scheme and refuses an incorrect one as the real
// cloud does. Like the real clouds, it repeats in some error messages what the client signed, tokens included; tests use
// this to prove that the provider never shows it.
//
// All credentials are made up. The server listens on loopback only.
package emulator
