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

// identityNames are the identities of the rows, named after where a row configures them. Each has a permanent key and a
// temporary one with a token: "block" and "block-session".
var identityNames = []string{"block", "first", "second", "third", "current", "named", "other"}

const session = "-session"

// identity is the identity of that name.
func identity(cloud, name string) emulator.Identity {
	id := emulator.Identity{Name: name, Cloud: cloud, AccessKeyID: "LTAItest" + name, Secret: "SECRETof" + name}
	if cloud == emulator.Huawei {
		id.AccessKeyID = "HWTEST" + strings.ToUpper(name)
	}
	if strings.HasSuffix(name, session) {
		id.AccessKeyID, id.SecurityToken = "STS."+id.AccessKeyID, "TOKENof"+name+"/+=="
	}
	return id
}

func ali(name string) emulator.Identity { return identity(emulator.Alibaba, name) }
func hw(name string) emulator.Identity  { return identity(emulator.Huawei, name) }

// authToken is the token of Huawei Cloud's IAM for name.
func authToken(name string) string { return "MIItest" + name + "/+==" }

// seedIdentities adds all identities to the emulator.
func seedIdentities(server *emulator.Server) {
	for _, name := range identityNames {
		for _, cloud := range []string{emulator.Alibaba, emulator.Huawei} {
			server.AddKey(identity(cloud, name))
			server.AddKey(identity(cloud, name+session))
		}
		server.AddKey(emulator.Identity{Name: name + "-token", Cloud: emulator.Huawei, AuthToken: authToken(name)})
	}
}

// vars are environment variables. In their values, as in files and blocks, {url} and {addr} are the emulator's and
// {home} is the home directory.
type vars = map[string]string

// merged merges sets of variables.
func merged(sets ...vars) vars {
	out := vars{}
	for _, set := range sets {
		maps.Copy(out, set)
	}
	return out
}

// keyVariables are three variables with the keys of an identity.
func keyVariables(key, secret, token string, id emulator.Identity) vars {
	v := vars{key: id.AccessKeyID, secret: id.Secret}
	if id.SecurityToken != "" {
		v[token] = id.SecurityToken
	}
	return v
}

func alibabaVars(name string) vars {
	return keyVariables("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN", ali(name))
}

func alicloudVars(name string) vars {
	return keyVariables("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN", ali(name))
}

func alibabacloudVars(name string) vars {
	return keyVariables("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN", ali(name))
}

func hwVars(name string) vars {
	return keyVariables("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN", hw(name))
}

func sdkVars(name string) vars {
	return keyVariables("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", hw(name))
}

func osVars(name string) vars { return keyVariables("OS_ACCESS_KEY", "OS_SECRET_KEY", "", hw(name)) }

func actionVars(name string) vars { // of huaweicloud/auth-action
	return keyVariables("HUAWEI_CLOUD_ACCESS_KEY_ID", "HUAWEI_CLOUD_SECRET_ACCESS_KEY", "", hw(name))
}

func cloudSDKVars(name string) vars {
	return keyVariables("CLOUD_SDK_AK", "CLOUD_SDK_SK", "", hw(name))
}

// The emulator's built-in names.
const (
	role         = "acs:ram::1234567890123456:role/cloudstatus-reader"
	guardedRole  = "acs:ram::1234567890123456:role/cloudstatus-guarded"
	oidcProvider = "acs:ram::1234567890123456:oidc-provider/emulator"
	oidcToken    = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJlbXVsYXRvciJ9.emulator"
	ecsRole      = "cloudstatus-ecs"
	externalID   = "emulator-external-id"
	agencyName   = "cloudstatus-agency"
	accountName  = "emulator-account"
	accountID    = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
	policy       = `{"Statement":[{"Action":"sae:*","Effect":"Allow","Resource":"*"}],"Version":"1"}` // as jsonencode has it
)

// pod is the environment of a pod with RRSA; its token is the file "token".
var pod = vars{
	"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/token",
	"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "pod-7",
}

// files are the files of the home directory, by path.
type files = map[string]string

const (
	cliFile    = ".aliyun/config.json"
	huaweiFile = ".huaweicloud/credentials"
)

// profile is a profile of the CLI.
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

// cli is the CLI's configuration file with these profiles, the first of which is current.
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

// kooProfile is a profile of KooCLI with an identity's keys.
func kooProfile(name string, id emulator.Identity, more ...profile) profile {
	p := profile{
		"name": name, "mode": "AKSK", "accessKeyId": id.AccessKeyID, "secretAccessKey": id.Secret, "securityToken": id.SecurityToken,
		"region": "cn-north-4", "projectId": "", "domainId": "", "agencyDomainId": "", "agencyDomainName": "", "agencyName": "",
		"skipSecureVerify": "false", "readTimeout": 10, "connectTimeout": 5, "retryCount": 0,
	}
	for _, m := range more {
		maps.Copy(p, m)
	}
	return p
}

// kooSSO is what signing in by SSO leaves in a profile of KooCLI.
func kooSSO(id emulator.Identity) profile {
	return profile{
		"mode": "SSO", "accessKeyId": "", "secretAccessKey": "", "securityToken": "",
		"ssoParam": profile{"startUrl": "https://idcenter.example.com/d-1", "ssoRegion": "cn-north-4"},
		"ssoAuth": profile{
			"accessTokenResult": profile{"accessToken": "SECRETofSSO", "expiresAt": 1715100770}, "accountId": "a", "agencyUrn": "u",
			"stsToken": profile{"accessKeyId": id.AccessKeyID, "secretAccessKey": id.Secret, "securityToken": id.SecurityToken},
		},
	}
}

// koo is KooCLI's file with these profiles, the first of which is current, and the keys not encrypted.
func koo(current profile, others ...profile) string {
	text, err := json.MarshalIndent(map[string]any{
		"current": current["name"], "profiles": append([]profile{current}, others...),
		"language": "cn", "offline": "false", "authEncrypt": "false", "agreePrivacy": "true", "warning": "true",
	}, "", "\t")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// keyArguments are the arguments of a provider block for an identity.
func keyArguments(id emulator.Identity) string {
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

// allVariables set every variable that gives credentials.
var allVariables = merged(alibabaVars("first"+session), alicloudVars("second"+session), pod, vars{
	"ALIBABA_CLOUD_PROFILE": "named", "ALICLOUD_PROFILE": "named",
	"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/other.json", "ALICLOUD_SHARED_CREDENTIALS_FILE": "{home}/other.json",
	"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALICLOUD_ECS_ROLE_NAME": ecsRole,
	"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials", "ALICLOUD_CREDENTIALS_URI": "{url}/credentials",
}, hwVars("first"+session), sdkVars("second"+session), cloudSDKVars("third"), vars{
	"HW_SHARED_CONFIG_FILE": "{home}/hcloud.json", "HW_PROFILE": "named",
	"HW_ASSUME_ROLE_IDP_ID": "emulator-idp", "HW_ASSUME_ROLE_ID_TOKEN_FILE": "{home}/token",
	"HW_ASSUME_ROLE_AGENCY_NAME": agencyName, "HW_ASSUME_ROLE_DOMAIN_NAME": accountName,
	"HW_AUTH_TOKEN": authToken("other"), "HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{home}/other.ini",
})

// allFiles are all files that can have credentials.
var allFiles = files{
	cliFile:      cli(keyProfile("current", ali("current")), keyProfile("named", ali("named"))),
	"other.json": cli(keyProfile("other", ali("other")), keyProfile("named", ali("other"))),
	"token":      oidcToken + "\n",
	huaweiFile:   ini(hw("current")),
	"other.ini":  ini(hw("other")),
	// KooCLI's default, and another.
	".hcloud/config.json": koo(kooProfile("current", hw("current")), kooProfile("named", hw("named"))),
	"hcloud.json":         koo(kooProfile("other", hw("other")), kooProfile("named", hw("other"))),
}
