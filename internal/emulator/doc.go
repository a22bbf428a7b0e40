// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package emulator plays the clouds on loopback, so that tests and demonstrations need no account and no network.
//
// One HTTP server answers Alibaba Cloud RPC calls (PTS, STS), Alibaba Cloud ROA calls (SAE) and Huawei Cloud calls
// (SDK-HMAC-SHA256 or X-Auth-Token) at one address and tells them apart by their shape. It also plays the ECS metadata
// service and a credentials URI. What it answers is data: scenario files, read at run time, that cite the vendor's
// document (see [ScenarioFile]). A new API of a known dialect needs a new folder and nothing else.
//
// It judges the provider, so it shares no code with it and imports no SDK: each signature is verified from the
// scheme's description. Any correct client of a scheme is accepted; an incorrect one is answered as the real cloud
// answers. Some of those answers repeat what the client signed, tokens included. The real ones do, and tests use it to
// prove that the provider never shows it.
//
// Everything the server holds is made up. It listens on loopback only.
package emulator
