// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Profile provides the key of a profile of KooCLI (hcloud); name "" is the file's current one. AssumeAgency assumes the
// agency that the profile names.
func Profile(file cloud.File, name string) credentials.Provider { return profile{file, name} }

type profile struct {
	file cloud.File
	name string
}

// kooKey is a key of KooCLI's file.
type kooKey struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	SecurityToken   string `json:"securityToken"`
}

// kooProfile is the part of a profile that is of use here.
type kooProfile struct {
	kooKey
	Name             string `json:"name"`
	Mode             string `json:"mode"`
	Region           string `json:"region"`
	ProjectID        string `json:"projectId"`
	AgencyName       string `json:"agencyName"`
	AgencyDomainName string `json:"agencyDomainName"`
	AgencyDomainID   string `json:"agencyDomainId"`
	SSOAuth          struct {
		STSToken kooKey `json:"stsToken"`
	} `json:"ssoAuth"`
}

func (p profile) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	c, _, err := p.read(ctx)
	return c, err
}

// read reads the file anew each time, so that a profile that was renewed meanwhile is seen.
func (p profile) read(ctx context.Context) (credentials.Credentials, Agency, error) {
	none := func(e *apierr.Error) (credentials.Credentials, Agency, error) {
		return credentials.Credentials{}, Agency{}, e
	}
	content, e := p.file.Read("KooCLI's file")
	if e != nil {
		if errors.Is(e, fs.ErrNotExist) {
			e.Advice += " Or run hcloud configure init to write it."
		}
		return none(e)
	}
	var file struct {
		Current     string       `json:"current"`
		AuthEncrypt any          `json:"authEncrypt"` // "true", in quotes
		Profiles    []kooProfile `json:"profiles"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), &file); err != nil {
		return none(credentials.Invalid(fmt.Sprintf("KooCLI's file %s is not the JSON that hcloud configure writes.", p.file.Path),
			fmt.Sprintf("Check %s. The SDK's ini file is read by shared_credentials_file.", p.file.Setting)))
	}
	for _, one := range file.Profiles {
		redact.Hide(ctx, one.SecretAccessKey, one.SecurityToken, one.SSOAuth.STSToken.SecretAccessKey, one.SSOAuth.STSToken.SecurityToken)
	}
	name := cmp.Or(p.name, file.Current)
	i := slices.IndexFunc(file.Profiles, func(p kooProfile) bool { return p.Name == name })
	if i < 0 {
		var names []string
		for _, p := range file.Profiles {
			names = append(names, fmt.Sprintf("%q", p.Name))
		}
		return none(credentials.Invalid(
			fmt.Sprintf("KooCLI's file %s has no profile %q. It has: %s.", p.file.Path, name, cmp.Or(strings.Join(names, ", "), "none")),
			"Check profile, or run hcloud configure set --cli-profile=NAME to write one."))
	}
	if fmt.Sprint(file.AuthEncrypt) == "true" {
		return none(credentials.Invalid(fmt.Sprintf("KooCLI keeps the keys in %s encrypted, for itself alone.", p.file.Path),
			"Run hcloud configure set --cli-auth-encrypt=false, or give the key in another way."))
	}
	found := file.Profiles[i]
	c, e := found.key(fmt.Sprintf("the profile %q of %s", name, p.file.Path))
	if e != nil {
		return none(e)
	}
	agency := Agency{Name: found.AgencyName, DomainName: found.AgencyDomainName}
	if agency.DomainName == "" { // the official provider takes the name, and so IAM v3, where both are there
		agency.DomainID = found.AgencyDomainID
	}
	return c, agency, nil
}

// key returns the profile's key, or the session that signing in by SSO has left.
func (p kooProfile) key(source string) (credentials.Credentials, *apierr.Error) {
	key, renewal := p.kooKey, ""
	if p.Mode == "SSO" {
		key, source = p.SSOAuth.STSToken, "the SSO session of "+source
		renewal = fmt.Sprintf("Sign in again, by hcloud configure sso --cli-profile=%s, or run any command of hcloud with that profile: "+
			"this provider reads the session that KooCLI keeps, and does not renew it.", p.Name)
	}
	if key.AccessKeyID == "" && key.SecretAccessKey == "" {
		advice := "Run hcloud configure set --cli-profile=" + p.Name + " --cli-access-key=… --cli-secret-key=…, or name another profile."
		switch p.Mode {
		case "SSO":
			advice = renewal
		case "ecsAgency":
			advice = "Write ecs_metadata = true instead of the profile: then the ECS metadata service is asked for the instance's key."
		case "AssumeRole":
			advice = "Name the profile that has the key, and the agency by an assume_role block: another profile's key is not looked up."
		case "token":
			advice = "Give the token by auth_token or HW_AUTH_TOKEN, or name another profile."
		}
		return credentials.Credentials{}, credentials.Invalid(
			fmt.Sprintf("There is no key in %s, which has the mode %q.", source, p.Mode), advice)
	}
	c := credentials.Credentials{
		AccessKeyID: key.AccessKeyID, SecretKey: key.SecretAccessKey, SecurityToken: key.SecurityToken,
		Region: p.Region, ProjectID: p.ProjectID, Source: source, Renewal: renewal,
	}
	return c, c.Check()
}
