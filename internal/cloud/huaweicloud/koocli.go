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
	"strconv"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Profile provides the key of a profile of KooCLI (hcloud). AssumeAgency assumes the agency that the profile names.
type Profile struct {
	cloud.File
	Name string // "" is the file's current one
	// NameSetting is what gives the name, or the file where no name is given. It completes "Check …".
	NameSetting string
}

// kooKey is a key of KooCLI's file, whose names differ from these in letter case alone.
type kooKey struct{ AccessKeyID, SecretAccessKey, SecurityToken string }

// kooProfile is the part of a profile that is of use here.
type kooProfile struct {
	kooKey
	Name, Mode, Region, ProjectID                string
	AgencyName, AgencyDomainName, AgencyDomainID string
	SSOAuth                                      struct{ STSToken kooKey }

	source    string // in words
	encrypted bool   // the keys are
}

// Retrieve returns the profile's key, or the session that signing in by SSO has left.
func (p Profile) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	c, _, err := p.read(ctx)
	return c, err
}

// read returns the profile's key, and the agency that it names.
func (p Profile) read(ctx context.Context) (credentials.Credentials, Agency, error) {
	found, e := p.find(ctx)
	if e == nil && found.encrypted {
		e = credentials.Invalid(fmt.Sprintf("KooCLI keeps the keys in %s encrypted, for itself alone.", p.Path),
			"Run hcloud configure set --cli-auth-encrypt=false, or give the key in another way.")
	}
	if e != nil {
		return credentials.Credentials{}, Agency{}, e
	}
	c, e := found.key()
	if e != nil {
		return credentials.Credentials{}, Agency{}, e
	}
	agency := Agency{Name: found.AgencyName, DomainName: found.AgencyDomainName}
	if agency.DomainName == "" { // the official provider takes the name, and so IAM v3, where both are there
		agency.DomainID = found.AgencyDomainID
	}
	return c, agency, nil
}

// find reads the file anew each time, so that a profile that was renewed meanwhile is seen.
func (p Profile) find(ctx context.Context) (kooProfile, *apierr.Error) {
	content, e := p.Read("KooCLI's file")
	if e != nil {
		if errors.Is(e, fs.ErrNotExist) {
			e.Advice += " Or run hcloud configure init to write it."
		}
		return kooProfile{}, e
	}
	var file struct {
		Current     string
		AuthEncrypt any // "true", in quotes
		Profiles    []kooProfile
	}
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), &file); err != nil {
		return kooProfile{}, credentials.Invalid(fmt.Sprintf("KooCLI's file %s is not the JSON that hcloud configure writes.", p.Path),
			fmt.Sprintf("Check %s. The SDK's ini file is read by shared_credentials_file.", p.Setting))
	}
	name := cmp.Or(p.Name, file.Current)
	var names []string
	for _, found := range file.Profiles {
		redact.Hide(ctx, found.SecretAccessKey, found.SecurityToken, found.SSOAuth.STSToken.SecretAccessKey, found.SSOAuth.STSToken.SecurityToken)
		names = append(names, strconv.Quote(found.Name))
	}
	i := slices.Index(names, strconv.Quote(name))
	if i < 0 {
		return kooProfile{}, credentials.Invalid(
			fmt.Sprintf("KooCLI's file %s has no profile %q. It has: %s.", p.Path, name, cmp.Or(strings.Join(names, ", "), "none")),
			fmt.Sprintf("Check %s, or run hcloud configure set --cli-profile=NAME to write one.", p.NameSetting))
	}
	found := file.Profiles[i]
	found.source, found.encrypted = fmt.Sprintf("the profile %q of %s", name, p.Path), fmt.Sprint(file.AuthEncrypt) == "true"
	return found, nil
}

// key returns the profile's key, or the session that signing in by SSO has left.
func (p kooProfile) key() (credentials.Credentials, *apierr.Error) {
	key, source, renewal := p.kooKey, p.source, ""
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
		Region: cloud.Region{ID: p.Region, Source: p.source}, ProjectID: p.ProjectID, Source: source, Renewal: renewal,
	}
	return c, c.Check()
}
