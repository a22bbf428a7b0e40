// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// A region comes from the read's block, the provider's block, the environment or the profile.
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
			contains: []string{"Missing Region for SAE Application", "provider's alicloud block", "ALIBABA_CLOUD_REGION", "region of the CLI profile"},
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
	// Huawei Cloud's region is only in the host, so the dialed host shows it.
	elsewhere := huaweicloud
	elsewhere.endpoints = "{}"
	for name, r := range map[string]struct {
		env      vars
		block    acctest.Object
		args     string
		outside  string
		refusals []string
	}{
		"Huawei: the read's": {
			env: vars{"HW_REGION_NAME": "cn-east-3"}, block: acctest.Object{"region": "cn-south-1"}, args: "ap-southeast-3",
			outside: "cloudtest-ext.ap-southeast-3.myhuaweicloud.com:443",
		},
		"Huawei: the block's": {
			env: vars{"HW_REGION_NAME": "cn-east-3"}, block: acctest.Object{"region": "cn-south-1"},
			outside: "cloudtest-ext.cn-south-1.myhuaweicloud.com:443",
		},
		"Huawei: the variable's": {
			env: vars{"HW_REGION_NAME": "cn-east-2"}, outside: "cloudtest-ext.cn-east-2.myhuaweicloud.cn:443",
		},
		"Huawei: capitals": {
			env:      vars{"HW_REGION_NAME": "CN-NORTH-4"},
			refusals: []string{"Invalid Argument for", `"CN-NORTH-4", from HW_REGION_NAME in the environment, is not the id of a region`},
		},
		"Huawei: none": {refusals: []string{"Missing Region", "provider's huaweicloud block", "HW_REGION_NAME"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := &acctest.Environment{Env: merged(r.env, hwVars("first")), Home: t.TempDir()}
			plugin := environment.Plugin(t)
			config := acctest.Object{"max_retries": 0}
			if r.block != nil {
				config["huaweicloud"] = r.block
			}
			if diags := plugin.Configure(config); len(diags) > 0 {
				t.Fatal(diags)
			}
			args := elsewhere.args()
			args["region"] = acctest.OrNull(r.args)
			diags, _ := plugin.Read(elsewhere.typ(), args)
			if r.outside == "" {
				elsewhere.checkError(t, diags, "", r.refusals)
				return
			}
			elsewhere.checkError(t, diags, "", []string{"so check this machine's name server (DNS)"})
			if blocked := environment.Blocked(); len(blocked) != 1 || blocked[0] != r.outside {
				t.Errorf("dialed %q, want %q", blocked, r.outside)
			}
		})
	}
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

// ALIBABA_CLOUD_ENDPOINT_X and HW_ENDPOINT_X are used for endpoints that the block omits.
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
		"PTS, and SAE's is none": {
			env: merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "http://sae.example.com"}), key: "first",
		},
		"PTS, and STS's is none": {
			env:      merged(byVariable, alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ENDPOINT_STS": "sts/x"}),
			block:    "assume_role {}",
			contains: []string{"ALIBABA_CLOUD_ENDPOINT_STS in the environment gives no endpoint."},
		},
	})
	alicloud.run(t, map[string]row{
		"the block's before the variable's": {
			env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "https://127.0.0.1:1"}), key: "first",
		},
		"SAE, and TestPlan's is none": {env: merged(alibabaVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "cloudtest/x"}), key: "first"},
	})
	huaweicloud.run(t, map[string]row{
		"TestPlan: the block's before the variable's": {
			env: merged(hwVars("first"), vars{"HW_ENDPOINT_CLOUDTEST": "https://127.0.0.1:1"}), key: "first",
		},
		"TestPlan, and SAE's is none": {
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

// Without a configured endpoint each API has its host, and STS one in the same region. The environment blocks the
// connection and records the host.
func TestHosts(t *testing.T) {
	t.Parallel()
	assume := acctest.Object{"assume_role": acctest.Object{"role_arn": role}}
	for name, r := range map[string]struct {
		block acctest.Object
		read  string
		args  acctest.Object
		want  string
		env   vars
	}{
		"SAE": {acctest.Object{"region": "cn-hangzhou"}, alicloud.typ(), alicloud.args(), "sae.cn-hangzhou.aliyuncs.com:443", nil},
		"PTS": {acctest.Object{"region": "cn-hangzhou"}, pts.typ(), acctest.Object{"scene_id": "RUN7NG"}, "pts.aliyuncs.com:443", nil},
		"STS": {acctest.Object{"region": "cn-beijing"}, alicloud.typ(), alicloud.args(), "sts.cn-beijing.aliyuncs.com:443", nil},
		"STS in a region of its own": {
			acctest.Object{"region": "cn-beijing"}, alicloud.typ(), alicloud.args(), "sts.cn-qingdao.aliyuncs.com:443", vars{"ALIBABA_CLOUD_STS_REGION": "cn-qingdao"},
		},
		"STS in a VPC": {
			acctest.Object{"region": "cn-beijing"},
			alicloud.typ(), alicloud.args(), "sts-vpc.cn-qingdao.aliyuncs.com:443",
			vars{"ALIBABA_CLOUD_STS_REGION": "cn-qingdao", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"},
		},
		"STS in a VPC, by its endpoint": {
			acctest.Object{"region": "cn-beijing"},
			alicloud.typ(), alicloud.args(), "sts-vpc.cn-hangzhou.aliyuncs.com:443",
			vars{"ALIBABA_CLOUD_STS_ENDPOINT": "sts-vpc.cn-hangzhou.aliyuncs.com", "ALIBABA_CLOUD_STS_REGION": "cn-qingdao"},
		},
		"STS of finance":       {acctest.Object{"region": "cn-hangzhou-finance"}, alicloud.typ(), alicloud.args(), "sts.aliyuncs.com:443", nil},
		"STS of a government":  {acctest.Object{"region": "cn-north-2-gov-1"}, alicloud.typ(), alicloud.args(), "sts-vpc.cn-north-2-gov-1.aliyuncs.com:443", nil},
		"STS without a region": {acctest.Object{}, pts.typ(), acctest.Object{"scene_id": "RUN7NG"}, "sts.aliyuncs.com:443", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := &acctest.Environment{Env: merged(alibabaVars("first"), r.env), Home: t.TempDir()}
			plugin := environment.Plugin(t)
			if name[:3] == "STS" {
				r.block["assume_role"] = assume["assume_role"]
			}
			if diags := plugin.Configure(acctest.Object{"max_retries": 0, "alicloud": r.block}); len(diags) > 0 {
				t.Fatal(diags)
			}
			if diags, _ := plugin.Read(r.read, r.args); len(diags) != 1 {
				t.Errorf("want one error, got %v", diags)
			}
			if blocked := environment.Blocked(); len(blocked) != 1 || blocked[0] != r.want {
				t.Errorf("dialed %q, want %q", blocked, r.want)
			}
		})
	}
}
