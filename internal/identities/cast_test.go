// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// The identities that the rows use are named after the place that a row puts them in, so that a row reads as what it
// expects. Each has a permanent key, and beside it a temporary one with a token: "block" and "block-session".
var names = []string{"block", "first", "second", "third", "current", "named", "other"}

const session = "-session"

// who is the identity of that name.
func who(cloud, name string) emulator.Identity {
	id := emulator.Identity{Name: name, Cloud: cloud, AccessKeyID: "LTAItest" + name, Secret: "SECRETof" + name}
	if cloud == emulator.Huawei {
		id.AccessKeyID = "HWTEST" + strings.ToUpper(name)
	}
	if strings.HasSuffix(name, session) {
		id.AccessKeyID, id.SecurityToken = "STS."+id.AccessKeyID, "TOKENof"+name+"/+=="
	}
	return id
}

func ali(name string) emulator.Identity { return who(emulator.Alibaba, name) }
func hw(name string) emulator.Identity  { return who(emulator.Huawei, name) }

// authToken is a token of Huawei's IAM that belongs to name.
func authToken(name string) string { return "MIItest" + name + "/+==" }

// cast lets the emulator know them all.
func cast(server *emulator.Server) {
	for _, name := range names {
		for _, cloud := range []string{emulator.Alibaba, emulator.Huawei} {
			server.AddKey(who(cloud, name))
			server.AddKey(who(cloud, name+session))
		}
		server.AddKey(emulator.Identity{Name: name + "-token", Cloud: emulator.Huawei, AuthToken: authToken(name)})
	}
}

// vars are environment variables. In their values, as in files and blocks, {url} and {addr} are the emulator's and
// {home} is the home folder.
type vars = map[string]string

// all is several sets of variables together.
func all(sets ...vars) vars {
	out := vars{}
	for _, set := range sets {
		maps.Copy(out, set)
	}
	return out
}

// family puts an identity into three variables.
func family(key, secret, token string, id emulator.Identity) vars {
	v := vars{key: id.AccessKeyID, secret: id.Secret}
	if id.SecurityToken != "" {
		v[token] = id.SecurityToken
	}
	return v
}

func alibabaVars(name string) vars {
	return family("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN", ali(name))
}

func alicloudVars(name string) vars {
	return family("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN", ali(name))
}

func hwVars(name string) vars {
	return family("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN", hw(name))
}

func sdkVars(name string) vars {
	return family("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", hw(name))
}

func cloudSDKVars(name string) vars {
	return family("CLOUD_SDK_AK", "CLOUD_SDK_SK", "", hw(name))
}

// The built-in names of the emulator, which are the same for each.
const (
	role         = "acs:ram::1234567890123456:role/cloudstatus-reader"
	guardedRole  = "acs:ram::1234567890123456:role/cloudstatus-guarded"
	oidcProvider = "acs:ram::1234567890123456:oidc-provider/emulator"
	oidcToken    = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJlbXVsYXRvciJ9.emulator"
	ecsRole      = "cloudstatus-ecs"
	externalID   = "emulator-external-id"
	policy       = `{"Statement":[{"Action":"sae:*","Effect":"Allow","Resource":"*"}],"Version":"1"}` // as jsonencode has it
)

// pod is what RRSA puts into a pod's environment; its token is the file "token".
var pod = vars{
	"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/token",
	"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "pod-7",
}

// files are what is in the home folder, by path.
type files = map[string]string

const (
	cliFile    = ".aliyun/config.json"
	huaweiFile = ".huaweicloud/credentials"
)

// profile is one of the CLI's profiles.
type profile map[string]any

// keyProfile is a profile with an identity's keys.
func keyProfile(name string, id emulator.Identity, more ...profile) profile {
	p := profile{"name": name, "mode": "AK", "access_key_id": id.AccessKeyID, "access_key_secret": id.Secret}
	if id.SecurityToken != "" {
		p["mode"], p["sts_token"] = "StsToken", id.SecurityToken
	}
	for _, m := range more {
		maps.Copy(p, m)
	}
	return p
}

// cli is the CLI's configuration file, with a profile that is the current one and others.
func cli(current profile, others ...profile) string {
	text, err := json.MarshalIndent(map[string]any{
		"current": current["name"], "profiles": append([]profile{current}, others...), "meta_path": "",
	}, "", "\t")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// ini is the Huawei SDK's credentials file.
func ini(id emulator.Identity, more ...string) string {
	text := fmt.Sprintf("[basic]\nak = %s\nsk = %s\n", id.AccessKeyID, id.Secret)
	if id.SecurityToken != "" {
		text += "security_token = " + id.SecurityToken + "\n"
	}
	return text + strings.Join(more, "\n")
}

// keys are the arguments of a provider block for an identity.
func keys(id emulator.Identity) string {
	text := fmt.Sprintf("access_key = %q\n    secret_key = %q\n", id.AccessKeyID, id.Secret)
	if id.SecurityToken != "" {
		text += fmt.Sprintf("    security_token = %q\n", id.SecurityToken)
	}
	return text
}

const oidcBlock = `assume_role_with_oidc {
      oidc_provider_arn = "` + oidcProvider + `"
      oidc_token_file   = "{home}/token"
      role_arn          = "` + role + `"
    }
`

// everything is an environment that names every identity there is, in all the ways.
var everything = all(alibabaVars("first"+session), alicloudVars("second"+session), pod, vars{
	"ALIBABA_CLOUD_PROFILE": "named", "ALICLOUD_PROFILE": "named",
	"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/other.json", "ALICLOUD_SHARED_CREDENTIALS_FILE": "{home}/other.json",
	"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALICLOUD_ECS_ROLE_NAME": ecsRole,
	"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials", "ALICLOUD_CREDENTIALS_URI": "{url}/credentials",
}, hwVars("first"+session), sdkVars("second"+session), cloudSDKVars("third"), vars{
	"HW_AUTH_TOKEN": authToken("other"), "HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{home}/other.ini",
})

// everyFile is a home folder that has something in each place.
var everyFile = files{
	cliFile:      cli(keyProfile("current", ali("current")), keyProfile("named", ali("named"))),
	"other.json": cli(keyProfile("other", ali("other")), keyProfile("named", ali("other"))),
	"token":      oidcToken + "\n",
	huaweiFile:   ini(hw("current")),
	"other.ini":  ini(hw("other")),
}
