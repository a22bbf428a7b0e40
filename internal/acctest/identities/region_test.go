// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestRegions: a region comes from the read's block, the provider's block, the environment or the profile.
func TestRegions(t *testing.T) {
	t.Parallel()
	withRegion := files{cliFile: cli(keyProfile("current", ali("current"), profile{"region_id": "cn-shenzhen"}))}
	own := pts
	own.data = "data \"cloudstatus_alicloud_pts_scene\" \"test\" {\n  scene_id = \"RUN7NG\"\n  region = \"cn-beijing\"\n}\n"
	const none = "# no region"
	own.run(t, map[string]row{
		"Alibaba: the read's": {
			env: vars{"ALIBABA_CLOUD_REGION": "cn-chengdu"}, files: withRegion, block: `region = "cn-qingdao"`,
			key: "current", check: region("cn-beijing"),
		},
	})
	pts.run(t, map[string]row{ // PTS receives the region if there is one
		"Alibaba: the block's": {
			env: vars{"ALIBABA_CLOUD_REGION": "cn-chengdu"}, files: withRegion, block: `region = "cn-qingdao"`,
			key: "current", check: region("cn-qingdao"),
		},
		"Alibaba: the first variable": {
			env:   vars{"ALIBABA_CLOUD_REGION": "cn-chengdu", "ALIBABA_CLOUD_REGION_ID": "cn-hongkong", "ALICLOUD_REGION": "cn-huhehaote"},
			files: withRegion, block: none, key: "current", check: region("cn-huhehaote"),
		},
		"Alibaba: the second variable": {
			env:   vars{"ALIBABA_CLOUD_REGION": "cn-chengdu", "ALIBABA_CLOUD_REGION_ID": "cn-hongkong", "ALICLOUD_REGION": " "},
			files: withRegion, block: none, key: "current", check: region("cn-chengdu"),
		},
		"Alibaba: the profile's before the last variable's": {
			env: vars{"ALIBABA_CLOUD_REGION_ID": "cn-hongkong"}, files: withRegion, block: none, key: "current", check: region("cn-shenzhen"),
		},
		"Alibaba: the last variable's": {
			env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_REGION_ID": "cn-hongkong"}), block: none, key: "first", check: region("cn-hongkong"),
		},
		"Alibaba: the named profile's, beside a key": {
			env: merged(alibabaVars("first"), vars{"ALICLOUD_PROFILE": "current"}), files: withRegion, block: none, key: "first", check: region("cn-shenzhen"),
		},
		"Alibaba: the named profile's, beside a key of the block": {
			env: vars{"ALICLOUD_PROFILE": "current"}, files: withRegion, block: keyArguments(ali("block")) + none, key: "block", check: region("cn-shenzhen"),
		},
		"Alibaba: the named profile's, beside a pod": {
			env: merged(pod, vars{"ALICLOUD_PROFILE": "current"}), files: merged(withRegion, files{"token": oidcToken}), block: none,
			via: []string{emulator.AssumeRoleWithOIDC}, check: region("cn-shenzhen"),
		},
		"Alibaba: the named profile's, beside an ECS role of the block and under a role": {
			env: vars{"ALICLOUD_PROFILE": "current"}, files: withRegion,
			block: none + "\necs_role_name = \"" + ecsRole + "\"\nassume_role { role_arn = \"" + role + "\" }",
			via:   []string{emulator.MetadataCredentials, emulator.AssumeRole}, check: region("cn-shenzhen"),
		},
		"Alibaba: none of a named profile that is not there": {
			env: merged(alibabaVars("first"), vars{"ALICLOUD_PROFILE": "none"}), files: withRegion, block: none, key: "first", check: region(""),
		},
		"Alibaba: the profile's": {files: withRegion, block: none, key: "current", check: region("cn-shenzhen")},
		"Alibaba: the profile's, under a role": {
			files: withRegion, block: none + "\n" + `assume_role { role_arn = "` + role + `" }`,
			via: []string{emulator.AssumeRole}, key: "current", check: region("cn-shenzhen"),
		},
		"Alibaba: a variable beside an identity of the block": {
			env: vars{"ALIBABA_CLOUD_REGION": "cn-chengdu"}, block: keyArguments(ali("block")) + none, key: "block", check: region("cn-chengdu"),
		},
		"PTS: none":  {env: alibabaVars("first"), block: none, key: "first", check: region("")},
		"PTS: a pod": {env: pod, files: allFiles, via: []string{emulator.AssumeRoleWithOIDC}, check: region("cn-hangzhou")},
	})
	alicloud.run(t, map[string]row{ // SAE requires a region
		"SAE: the profile's": {files: withRegion, block: none, key: "current"},
		"SAE: none": {
			env: alibabaVars("first"), block: none,
			contains: []string{"Missing Region for SAE Application", "No region is given", "provider's alicloud block", "ALIBABA_CLOUD_REGION", "region of the CLI profile"},
		},
		"SAE: none that can be one": {
			env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_REGION": "cn-hangzhou.example.com/"}), block: none,
			contains: []string{
				"Invalid Argument for SAE Application", `"cn-hangzhou.example.com/", from ALIBABA_CLOUD_REGION in the environment, is not the id of a region`,
			},
		},
		"SAE: capitals in the second variable": {
			env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_REGION_ID": "CN-HANGZHOU"}), block: none,
			contains: []string{
				"Invalid Argument for SAE Application", `"CN-HANGZHOU", from ALIBABA_CLOUD_REGION_ID in the environment, is not the id of a region`,
				"lower-case letters", "cn-hangzhou",
			},
		},
		"SAE: capitals in the profile": {
			files: files{cliFile: cli(keyProfile("current", ali("current"), profile{"region_id": "CN-HANGZHOU"}))}, block: none,
			contains: []string{"Invalid Argument for SAE Application", `"CN-HANGZHOU", from the profile "current" of`, "is not the id of a region"},
		},
	})
}

// region checks the region of each call.
func region(want string) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, call := range server.Entries(pts.api) {
			if call.Region != want {
				t.Errorf("PTS was called for region %q, want %q", call.Region, want)
			}
		}
	}
}

// TestEndpoints: ALIBABA_CLOUD_ENDPOINT_X and HW_ENDPOINT_X are used for endpoints that the block omits.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	bare := alicloud
	bare.endpoints = "{}"
	byVariable := vars{"ALIBABA_CLOUD_ENDPOINT_PTS": "{url}", "ALIBABA_CLOUD_ENDPOINT_SAE": "{url}", "ALIBABA_CLOUD_ENDPOINT_STS": "{url}"}
	bare.run(t, map[string]row{
		"SAE": {env: merged(byVariable, alibabaVars("first")), key: "first"},
		"STS": {
			env: merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_ARN": role}), block: "assume_role {}",
			via: []string{emulator.AssumeRole}, key: "first",
		},
		"STS, the other variable": {
			env: merged(byVariable, alibabaVars("first"), vars{
				"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ENDPOINT_STS": "", "ALIBABA_CLOUD_STS_ENDPOINT": "{url}",
			}), block: "assume_role {}", via: []string{emulator.AssumeRole}, key: "first",
		},
		"OIDC": {env: merged(byVariable, pod), files: allFiles, via: []string{emulator.AssumeRoleWithOIDC}},
		"an address in http beyond this machine": {
			env:      merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "http://sae.example.com"}),
			contains: []string{"ALIBABA_CLOUD_ENDPOINT_SAE in the environment gives no endpoint.", "http:// is for a loopback host only"},
		},
	})
	bare = pts
	bare.endpoints = "{}"
	bare.run(t, map[string]row{
		"PTS": {env: merged(byVariable, alibabaVars("first")), key: "first"},
		"PTS, and SAE's is invalid": {
			env: merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "http://sae.example.com"}), key: "first",
		},
		"PTS, and STS's is invalid": {
			env:      merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ENDPOINT_STS": "sts/x"}),
			block:    "assume_role {}",
			contains: []string{"ALIBABA_CLOUD_ENDPOINT_STS in the environment gives no endpoint."},
		},
	})
	alicloud.run(t, map[string]row{
		"the block's before the variable's": {
			env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "https://127.0.0.1:1"}), key: "first",
		},
		"SAE, and TestPlan's is invalid": {env: merged(alibabaVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "cloudtest/x"}), key: "first"},
	})
	huaweicloud.run(t, map[string]row{
		"TestPlan: the block's before the variable's": {
			env: merged(hwVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "https://127.0.0.1:1"}), key: "first",
		},
		"TestPlan, and SAE's is invalid": {
			env: merged(hwVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "sae/x"}), key: "first",
		},
	})
	bare = huaweicloud
	bare.endpoints = "{}"
	bare.run(t, map[string]row{
		"TestPlan": {env: merged(hwVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "{url}"}), key: "first"},
		"TestPlan, an address in http beyond this machine": {
			env:      merged(hwVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "http://cloudtest.example.com"}),
			contains: []string{"HW_ENDPOINT_CLOUDTEST in the environment gives no endpoint.", "http:// is for a loopback host only", "Correct it, or unset it."},
		},
	})
}

// TestHosts: without a configured endpoint, each API has the host of its region, in the cloud's domain. The environment blocks the
// connection and records the host. An error about the host of IAM or STS says nothing about the API.
func TestHosts(t *testing.T) {
	t.Parallel()
	assume := acctest.Object{"region": "cn-beijing", "assume_role": acctest.Object{"role_arn": role}}
	agency := func(account string) acctest.Object {
		return acctest.Object{"assume_role": acctest.Object{"agency_name": agencyName, account: "a"}}
	}
	for name, r := range map[string]struct {
		cloud cloud
		env   vars
		block acctest.Object
		// region is the read's own.
		region string
		host   string
		parts  []string
	}{
		"SAE": {cloud: alicloud, block: acctest.Object{"region": "cn-hangzhou"}, host: "sae.cn-hangzhou.aliyuncs.com"},
		"PTS": {cloud: pts, block: acctest.Object{"region": "cn-hangzhou"}, host: "pts.aliyuncs.com"},
		"STS": {cloud: alicloud, block: assume, host: "sts.cn-beijing.aliyuncs.com"},
		"STS in a VPC, in a region of its own": {
			cloud: alicloud, block: assume, host: "sts-vpc.cn-qingdao.aliyuncs.com",
			env: vars{"ALIBABA_CLOUD_STS_REGION": "cn-qingdao", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"},
		},

		"TestPlan: the read's region": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "cn-east-3"}, block: acctest.Object{"region": "cn-south-1"}, region: "ap-southeast-3",
			host: "cloudtest-ext.ap-southeast-3.myhuaweicloud.com",
		},
		"TestPlan: the block's": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "cn-east-3"}, block: acctest.Object{"region": "cn-north-4"},
			host:  "cloudtest-ext.cn-north-4.myhuaweicloud.com",
			parts: []string{"no such host", "The host is a known one of CodeArts TestPlan", "HTTPS_PROXY"},
		},
		"TestPlan: the variable's": {cloud: huaweicloud, env: vars{"HW_REGION_NAME": "cn-east-2"}, host: "cloudtest-ext.cn-east-2.myhuaweicloud.cn"},
		"TestPlan: OS_REGION_NAME": {cloud: huaweicloud, env: vars{"OS_REGION_NAME": "cn-east-3"}, host: "cloudtest-ext.cn-east-3.myhuaweicloud.com"},
		"TestPlan: HUAWEI_CLOUD_REGION": {
			cloud: huaweicloud, env: vars{"HUAWEI_CLOUD_REGION": "cn-east-3"}, host: "cloudtest-ext.cn-east-3.myhuaweicloud.com",
		},
		"TestPlan: the profile's": {cloud: huaweicloud, env: profileVars, host: "cloudtest-ext.cn-north-4.myhuaweicloud.com"},
		"TestPlan: the named profile's, beside a token": {
			cloud: huaweicloud, env: merged(profileVars, vars{"HW_AUTH_TOKEN": authToken("other")}), host: "cloudtest-ext.cn-north-4.myhuaweicloud.com",
		},
		"TestPlan: the named profile's, beside a key of the block": {
			cloud: huaweicloud, env: profileVars,
			block: acctest.Object{"access_key": hw("block").AccessKeyID, "secret_key": hw("block").Secret},
			host:  "cloudtest-ext.cn-north-4.myhuaweicloud.com",
		},
		"IAM: the named profile's": {
			cloud: huaweicloud, env: profileVars, host: "iam.cn-north-4.myhuaweicloud.com", parts: []string{"no such host"},
			block: acctest.Object{"assume_role_with_oidc": acctest.Object{"idp_id": "emulator-idp", "id_token": oidcToken}},
		},
		"TestPlan: none of a named profile that is not there": {
			cloud: huaweicloud, env: vars{"HW_PROFILE": "none", "HW_AUTH_TOKEN": authToken("other")}, parts: []string{"Missing Region", "No region is given"},
		},
		"TestPlan: capitals": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "CN-NORTH-4"},
			parts: []string{"Invalid Argument for", `"CN-NORTH-4", from HW_REGION_NAME in the environment, is not the id of a region`},
		},
		"TestPlan: none": {cloud: huaweicloud, parts: []string{"Missing Region", "provider's huaweicloud block", "HW_REGION_NAME"}},
		"TestPlan: an endpoint of one's own": {
			cloud: huaweicloud, host: "cloudtest.example.com",
			block: acctest.Object{"region": "cn-north-4", "endpoints": acctest.Object{"cloudtest": "https://cloudtest.example.com"}},
			parts: []string{`at ""`, "no such host", `Check the endpoint of "cloudtest" in the provider's huaweicloud block.`},
		},
		"TestPlan: Europe": {
			cloud: huaweicloud, block: acctest.Object{"region": "eu-west-101"}, host: "cloudtest-ext.eu-west-101.myhuaweicloud.eu",
			parts: []string{"The host is a known one of CodeArts TestPlan"},
		},
		"TestPlan: not offered": {
			cloud: huaweicloud, block: acctest.Object{"region": "af-south-1"}, host: "cloudtest-ext.af-south-1.myhuaweicloud.com",
			parts: []string{"Check the region's spelling", "cn-north-1", "eu-west-101", "endpoints = { cloudtest = ", "HW_ENDPOINT_CLOUDTEST"},
		},
		"TestPlan: another cloud": {
			cloud: huaweicloud, env: vars{"HW_CLOUD": "example.com"}, block: acctest.Object{"region": "cn-east-2"},
			host: "cloudtest-ext.cn-east-2.example.com", parts: []string{"and cloud or HW_CLOUD if it is set"},
		},
		"TestPlan: the block's cloud": {
			cloud: huaweicloud, env: vars{"HW_CLOUD": "example.com"}, block: acctest.Object{"region": "cn-east-2", "cloud": "myhuaweicloud.com"},
			host: "cloudtest-ext.cn-east-2.myhuaweicloud.com",
		},
		"TestPlan: a URL for a cloud": {
			cloud: huaweicloud, env: vars{"HW_CLOUD": "https://example.com/"}, block: acctest.Object{"region": "cn-east-2"},
			parts: []string{"is not the domain of a cloud's hosts", "HW_CLOUD"},
		},
		"IAM: no region of the provider": {
			cloud: huaweicloud, block: agency("domain_name"), region: "cn-south-1",
			parts: []string{"Invalid Huawei Cloud Credentials", "IAM issues the key", "region in the provider's huaweicloud block", "HW_REGION_NAME"},
		},
		"IAM: an endpoint that is none": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "cn-north-4", "HW_ENDPOINT_IAM": "iam/x"}, block: agency("domain_name"),
			parts: []string{"Invalid Huawei Cloud Credentials", "HW_ENDPOINT_IAM in the environment gives no endpoint.", "Correct it, or unset it."},
		},
		"IAM": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "cn-north-4"}, block: agency("domain_name"), host: "iam.cn-north-4.myhuaweicloud.com",
			parts: []string{
				"no such host", `Check the region's spelling: "cn-north-4" is from HW_REGION_NAME in the environment. If it is right,`, "HTTPS_PROXY",
				`endpoints = { iam = "https://…" } in the provider's huaweicloud block, or by HW_ENDPOINT_IAM.`,
			},
		},
		"Huawei Cloud's STS": {
			cloud: huaweicloud, env: vars{"HW_REGION_NAME": "eu-west-101"}, block: agency("domain_id"), host: "sts.eu-west-101.myhuaweicloud.eu",
			parts: []string{"no such host", "endpoints = { sts = ", "HW_ENDPOINT_STS"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment, _ := newEnvironment(t, acctest.Emulator(t), row{env: merged(alibabaVars("first"), hwVars("first"), r.env), files: allFiles})
			plugin := environment.Plugin(t)
			config := acctest.Object{"max_retries": 0}
			if r.block != nil {
				config[r.cloud.block] = r.block
			}
			if diags := plugin.Configure(config); len(diags) > 0 {
				t.Fatal(diags)
			}
			args := r.cloud.args()
			args["region"] = acctest.OrNull(r.region)
			diags, _ := plugin.Read(r.cloud.typ(), args)
			checkError(t, diags, r.parts)
			if blocked := environment.Blocked(); strings.Join(blocked, " ") != strings.TrimPrefix(r.host+":443", ":443") {
				t.Errorf("dialed %q, want %s", blocked, r.host)
			}
			if !strings.HasPrefix(r.host, "cloudtest") && strings.Contains(diags[0].String(), "of CodeArts TestPlan") {
				t.Errorf("an error about %s is about TestPlan: %s", r.host, diags[0])
			}
		})
	}
}
