// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// A refusal of credentials is reported with its cause, and not retried.
func TestRefused(t *testing.T) {
	t.Parallel()
	late := func() time.Time { return time.Now().Add(2 * time.Hour) }
	changed := func(id emulator.Identity, change func(*emulator.Identity)) emulator.Identity {
		change(&id)
		return id
	}
	wrongSecret := func(id *emulator.Identity) { id.Secret = "SECRETofanotherkey" }
	noToken := func(id *emulator.Identity) { id.SecurityToken = "" }
	ended := func(id *emulator.Identity) { id.Expires = time.Now().Add(-time.Minute) }
	disabled := func(id *emulator.Identity) { id.Disabled = true }
	otherToken := func(id *emulator.Identity) { id.SecurityToken = "TOKENofnobodyatall" }
	for name, r := range map[string]struct {
		cloud    cloud
		id       func(emulator.Keys) emulator.Identity
		clock    func() time.Time
		contains []string
	}{
		"Alibaba, an unknown key": {
			cloud: alicloud, id: func(emulator.Keys) emulator.Identity { return ali("nobody") },
			contains: []string{"Invalid Alibaba Cloud Credentials", "does not know this access key", "InvalidAccessKeyId.NotFound", "404"},
		},
		"Alibaba, a disabled key": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return k.AlibabaDisabled },
			contains: []string{"Invalid Alibaba Cloud Credentials", "The access key is disabled", "InvalidAccessKeyId.Inactive"},
		},
		"Alibaba, a wrong secret": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.Alibaba, wrongSecret) },
			contains: []string{"Invalid Alibaba Cloud Credentials", "the secret key is not the one of this access key", "SignatureDoesNotMatch"},
		},
		"Alibaba, an expired token": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return k.AlibabaSTSExpired },
			contains: []string{"Invalid Alibaba Cloud Credentials", "The security token has expired", "InvalidSecurityToken.Expired"},
		},
		"Alibaba, no token": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.AlibabaSTS, noToken) },
			contains: []string{"Invalid Alibaba Cloud Credentials", "came without its security token", "MissingSecurityToken"},
		},
		"Alibaba, another's token": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity {
				return changed(k.AlibabaSTS, func(id *emulator.Identity) { id.SecurityToken = k.AlibabaSTSExpired.SecurityToken })
			},
			contains: []string{"The security token does not belong to this access key", "InvalidSecurityToken.MismatchWithAccessKey"},
		},
		"Alibaba, a token of nobody": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.AlibabaSTS, otherToken) },
			contains: []string{"The security token is malformed", "InvalidSecurityToken.Malformed"},
		},
		"Alibaba, the clock": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return k.Alibaba }, clock: late,
			contains: []string{"System Clock Skew", "Set this machine's clock", "InvalidTimeStamp.Expired"},
		},
		"Alibaba, not allowed": {
			cloud: alicloud, id: func(k emulator.Keys) emulator.Identity { return k.AlibabaDenied },
			contains: []string{"Permission Denied for SAE Application", "sae:DescribeApplicationStatus", "NoPermission"},
		},
		"Huawei, an unknown key": {
			cloud: huaweicloud, id: func(emulator.Keys) emulator.Identity { return hw("nobody") },
			contains: []string{"Invalid Huawei Cloud Credentials", "Huawei Cloud does not know the access key", "APIGW.0301", "401"},
		},
		"Huawei, a wrong secret": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.Huawei, wrongSecret) },
			contains: []string{"Invalid Huawei Cloud Credentials", "knows the access key and finds the signature wrong", "Check the secret key"},
		},
		"Huawei, no token": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.HuaweiTemporary, noToken) },
			contains: []string{"does not know the access key", "A temporary one is known only together with its security token"},
		},
		"Huawei, a token of nobody": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.HuaweiTemporary, otherToken) },
			contains: []string{"Huawei Cloud does not accept the token", "Get a new one"},
		},
		"Huawei, an expired temporary key": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.HuaweiTemporary, ended) },
			contains: []string{"Huawei Cloud does not accept the token", "a temporary key when its security token does"},
		},
		"Huawei, a disabled key": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return changed(k.Huawei, disabled) },
			contains: []string{"Invalid Huawei Cloud Credentials", "Huawei Cloud does not know the access key"}, // in the form of its gateway
		},
		"Huawei, an expired IAM token": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return k.HuaweiTokenExpired },
			contains: []string{"Invalid Huawei Cloud Credentials", "The credentials have expired.", "24 hours", "DEV.00000003"},
		},
		"Huawei, an IAM token of nobody": {
			cloud: huaweicloud, id: func(emulator.Keys) emulator.Identity { return emulator.Identity{AuthToken: "MIInobody"} },
			contains: []string{"Invalid Huawei Cloud Credentials", "does not accept the token", "a token of IAM ends after 24 hours"},
		},
		"Huawei, the clock": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return k.Huawei }, clock: late,
			contains: []string{"System Clock Skew", "Set this machine's clock"},
		},
		"Huawei, not allowed": {
			cloud: huaweicloud, id: func(k emulator.Keys) emulator.Identity { return k.HuaweiDenied },
			contains: []string{"Permission Denied for", "APIGW.0302"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t, emulator.Options{Clock: r.clock})
			environment, _ := newEnvironment(t, server, row{})
			id := r.id(server.Keys())
			if id.Disabled || !id.Expires.IsZero() {
				server.AddKey(id)
			}
			block := acctest.Object{}
			for argument, value := range map[string]string{
				"access_key": id.AccessKeyID, "secret_key": id.Secret, "security_token": id.SecurityToken, "auth_token": id.AuthToken,
			} {
				if value != "" {
					block[argument] = value
				}
			}
			config := r.cloud.object(server, block)
			config["max_retries"] = 3
			plugin := environment.Plugin(t)
			if diags := plugin.Configure(config); len(diags) > 0 {
				t.Fatal(diags)
			}
			diags, _ := plugin.Read(r.cloud.typ(), r.cloud.args())
			r.cloud.checkError(t, diags, "", r.contains)
			acctest.NoSecrets(t, diags, id.Secret, id.SecurityToken, id.AuthToken, server.Keys().Alibaba.Secret, server.Keys().Huawei.Secret)
			if calls := server.Calls(r.cloud.api); calls != 1 {
				t.Errorf("%d calls, want 1: a refusal is not retried", calls)
			}
		})
	}
}

// A refusal by STS is reported with its cause too.
func TestRefusedBySTS(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		id       func(emulator.Keys) emulator.Identity
		contains []string
	}{
		"an unknown key":   {func(emulator.Keys) emulator.Identity { return ali("nobody") }, []string{"STS refused", "does not know this access key"}},
		"a disabled key":   {func(k emulator.Keys) emulator.Identity { return k.AlibabaDisabled }, []string{"STS refused", "The access key is disabled"}},
		"an expired token": {func(k emulator.Keys) emulator.Identity { return k.AlibabaSTSExpired }, []string{"STS refused", "The security token has expired"}},
		"not allowed": {
			func(k emulator.Keys) emulator.Identity { return k.AlibabaDenied }, []string{"STS refused", "no policy allows it", "Allow it the RAM action sts:AssumeRole"},
		},
		"a wrong secret": {
			func(k emulator.Keys) emulator.Identity {
				id := k.Alibaba
				id.Secret = "SECRETofanotherkey"
				return id
			}, []string{"STS refused", "the secret key is not the one of this access key"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			environment, _ := newEnvironment(t, server, row{})
			id := r.id(server.Keys())
			block := acctest.Object{"access_key": id.AccessKeyID, "secret_key": id.Secret, "assume_role": acctest.Object{"role_arn": role}}
			if id.SecurityToken != "" {
				block["security_token"] = id.SecurityToken
			}
			diags := alicloud.read(t, environment, server, block)
			alicloud.checkError(t, diags, "", r.contains)
			acctest.NoSecrets(t, diags, id.Secret, id.SecurityToken)
			if calls := server.Calls(emulator.AssumeRole); calls != 1 || server.Calls(alicloud.api) != 0 {
				t.Errorf("STS was called %d times, the API %d times", calls, server.Calls(alicloud.api))
			}
		})
	}
}

// A refusal with HTTP 200 is reported by its code, with code, request id and message.
func TestRefusedBySTSWithHTTP200(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	seedIdentities(server)
	server.Script(emulator.AssumeRole, emulator.AnyKey, emulator.Text(200,
		`{"Code":"EntityNotExist.Role","Message":"The specified Role not exists .","RequestId":"9D2E0E0C"}`))
	environment, _ := newEnvironment(t, server, row{})
	diags := alicloud.read(t, environment, server, credentialBlocks(server)[emulator.AssumeRole])
	alicloud.checkError(t, diags, "", []string{
		"Invalid Alibaba Cloud Credentials", "STS refused to let this identity assume the role " + role + ". There is no role of this ARN.",
		"Code: EntityNotExist.Role", "HTTP status: 200", "Request ID: 9D2E0E0C", "Message: The specified Role not exists .",
	})
	if calls := server.Calls(emulator.AssumeRole); calls != 1 || server.Calls(alicloud.api) != 0 {
		t.Errorf("STS was called %d times, the API %d times", calls, server.Calls(alicloud.api))
	}
}
