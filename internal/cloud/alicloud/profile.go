// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Profile provides the credentials of a profile of the Alibaba Cloud CLI, or those of Keys with what the profile adds to them.
type Profile struct {
	Resolver Resolver
	File     cloud.File // its whole path: a "~" has no meaning here
	Name     string     // "" is the file's current one
	// NameSetting is what gives Name. It completes "Check …".
	NameSetting string
	// IfPresent: the configuration does not ask for this file, so that it does not exist, or holds no key yet, is no error but
	// CredentialsMissing, and a chain asks the next provider.
	IfPresent bool
	// Role, if not nil, is assumed: in place of the profile's own if that is of mode RamRoleArn, else on top of it.
	Role *Role
	// Keys, if not nil, are the credentials, and the profile gives only what they lack: the region and, if KeysAssume is true and
	// its mode is RamRoleArn, the role that they assume. That there is no such profile is no error then.
	Keys       credentials.Provider
	KeysAssume bool
}

// Retrieve reads the file anew each time, so that a profile that was renewed meanwhile is seen.
func (p Profile) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	if p.Keys != nil {
		return p.besideKeys(ctx)
	}
	config, err := p.read(ctx)
	if p.IfPresent && errors.Is(err, fs.ErrNotExist) {
		return credentials.Credentials{}, credentials.Missing("the Alibaba Cloud CLI's file " + p.File.Path + " (does not exist)")
	}
	if err != nil {
		return credentials.Credentials{}, err
	}
	name := cmp.Or(p.Name, config.Current, "default")
	if p.IfPresent && p.Name == "" && config.unconfigured(name) {
		return credentials.Credentials{}, credentials.Missing(fmt.Sprintf("the current profile %q of %s (holds no key)", name, p.File.Path))
	}
	found, _ := config.profile(name)
	source := p.called(name)
	p.Resolver.Region = cloud.FirstRegion(p.Resolver.Region, p.regionOf(found)) // STS is called there, too
	provider, e := p.provider(config, name, p.Role)
	if e != nil {
		return credentials.Credentials{}, e
	}
	if p.Role != nil {
		if found.mode() != modeRole {
			provider = AssumeRole{p.Resolver, *p.Role, provider}
		}
		source = fmt.Sprintf("the role %s, assumed by %s", p.Role.ARN, source)
	}
	c, err := provider.Retrieve(ctx)
	if err != nil {
		return credentials.Credentials{}, err
	}
	c.Region, c.Source = p.regionOf(found), source
	return c, nil
}

// besideKeys is Retrieve with Keys.
func (p Profile) besideKeys(ctx context.Context) (credentials.Credentials, error) {
	keys, err := p.Keys.Retrieve(ctx)
	if err != nil {
		return credentials.Credentials{}, err
	}
	var found cliProfile
	if p.KeysAssume || p.Resolver.Region.ID == "" {
		config, err := p.read(ctx)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return credentials.Credentials{}, err
		}
		found, _ = config.profile(p.Name)
	}
	keys.Region = p.regionOf(found)
	switch {
	case p.KeysAssume && found.Mode == modeRole:
		role := found.role(p.Role)
		if role.ARN == "" {
			e := p.invalid(p.Name, "has the mode RamRoleArn and no ram_role_arn")
			e.Advice = fmt.Sprintf("Give it one by aliyun configure --profile %s; or name no such profile in %s, and the key is used alone.",
				p.Name, p.NameSetting)
			return credentials.Credentials{}, e
		}
		return AssumeRole{p.resolverOf(found), role, credentials.Static(keys)}.Retrieve(ctx)
	case p.Role != nil:
		return AssumeRole{p.Resolver, *p.Role, credentials.Static(keys)}.Retrieve(ctx)
	}
	return keys, nil
}

func (p Profile) read(ctx context.Context) (cliConfig, error) {
	content, e := p.File.Read("The Alibaba Cloud CLI's file")
	if e != nil {
		if errors.Is(e, fs.ErrNotExist) {
			e.Advice += " Or run aliyun configure to write it."
		}
		return cliConfig{}, e
	}
	config, err := parseCLIConfig(content, p.File)
	for _, one := range config.Profiles {
		redact.Hide(ctx, one.AccessKeySecret, one.STSToken, one.OIDCToken)
	}
	return config, err
}

// called names a profile of the file.
func (p Profile) called(name string) string {
	return fmt.Sprintf("the profile %q of %s", name, p.File.Path)
}

// regionOf returns the region of a profile.
func (p Profile) regionOf(found cliProfile) cloud.Region {
	return cloud.Region{ID: found.RegionID, Source: p.called(found.Name)}
}

// invalid is the error of a profile; why completes "The profile …".
func (p Profile) invalid(name, why string) *apierr.Error {
	return credentials.Invalid(fmt.Sprintf("The profile %q of %s %s.", name, p.File.Path, why), modesAdvice)
}

const modesAdvice = "Use a profile of the mode AK, StsToken, RamRoleArn, ChainableRamRoleArn, RamRoleArnWithRoleName, EcsRamRole, OIDC, " +
	"CredentialsURI, CloudSSO or OAuth; run aliyun configure to write one."

// provider makes the provider that the named profile describes, with instead, if not nil, in place of its role if it is of mode
// RamRoleArn; via are the profiles that led to it.
func (p Profile) provider(config cliConfig, name string, instead *Role, via ...string) (credentials.Provider, *apierr.Error) {
	found, exists := config.profile(name)
	if !exists {
		advice := "Run aliyun configure list to see the profiles, or aliyun configure to write one."
		if p.NameSetting != "" && len(via) == 0 {
			advice = "Check " + p.NameSetting + ". " + advice
		}
		return nil, credentials.Invalid(fmt.Sprintf("The file %s has no profile %q. It has: %s.", p.File.Path, name, config.names()), advice)
	}
	if slices.Contains(via, name) {
		return nil, credentials.Invalid(fmt.Sprintf("The profiles in %s take each other as source_profile in a circle: %s.",
			p.File.Path, strings.Join(append(via, name), ", ")), modesAdvice)
	}
	mode := found.mode()
	if mode != modeRole {
		instead = nil
	}
	role := found.role(instead)
	found.RAMRoleARN = role.ARN
	fields, supported := required[mode]
	if mode == modeRole && found.SourceProfile != "" { // another's key assumes the role
		fields = required["ChainableRamRoleArn"]
	}
	switch missing := found.lacks(fields); {
	case mode == "":
		return nil, p.invalid(name, "holds no key")
	case mode == "External":
		return nil, p.invalid(name, "has the mode External: it runs a program, which this provider never does")
	case !supported:
		return nil, p.invalid(name, fmt.Sprintf("has the mode %q, which this provider cannot use", mode))
	case missing != "":
		return nil, p.invalid(name, fmt.Sprintf("has the mode %s and no %s", mode, missing))
	}
	resolver := p.resolverOf(found)
	keys := credentials.Credentials{
		AccessKeyID: found.AccessKeyID, SecretKey: found.AccessKeySecret, SecurityToken: found.STSToken,
		Region: p.regionOf(found), Source: p.called(name),
	}
	switch mode {
	case "AK":
		keys.SecurityToken = "" // left over from another mode
		return credentials.Static(keys), nil
	case "StsToken":
		return credentials.Static(keys), nil
	case "CloudSSO", "OAuth":
		return p.session(found, keys)
	case "EcsRamRole":
		return ECSRole{resolver, found.RAMRoleName}, nil
	case "OIDC":
		return OIDC{
			Resolver: resolver, Role: role, ProviderARN: found.OIDCProviderARN, Token: found.OIDCToken,
			TokenFile: cloud.File{Path: found.OIDCTokenFile, Setting: "oidc_token_file in " + p.called(name)},
		}, nil
	case "CredentialsURI":
		return URI{resolver, found.CredentialsURI}, nil
	}
	base := credentials.Static(keys)
	if mode == "RamRoleArnWithRoleName" {
		base = ECSRole{resolver, found.RAMRoleName}
	} else if found.SourceProfile != "" {
		var e *apierr.Error
		if base, e = p.provider(config, found.SourceProfile, nil, append(via, name)...); e != nil {
			return nil, e
		}
	}
	return AssumeRole{resolver, role, base}, nil
}

// resolverOf returns the resolver with what a profile says about STS.
func (p Profile) resolverOf(found cliProfile) Resolver {
	r := p.Resolver
	if found.STSRegion != "" {
		r.STSRegion = cloud.Region{ID: found.STSRegion, Source: "sts_region of the CLI profile"}
	}
	r.VPC = r.VPC || found.EnableVPC != nil && *found.EnableVPC
	if found.STSEndpoint != "" {
		endpoints := cloud.Endpoints{"sts": cloud.ParseConfiguredEndpoint(found.STSEndpoint, "sts_endpoint in "+p.called(found.Name))}
		maps.Copy(endpoints, r.Endpoints) // the configuration's own counts
		r.Endpoints = endpoints
	}
	return r
}

// session provides the session that the CLI keeps in a profile after signing in. Renewing it here would use up the profile's
// refresh token and write nothing back.
func (p Profile) session(found cliProfile, kept credentials.Credentials) (credentials.Provider, *apierr.Error) {
	kept.Renewal = fmt.Sprintf("Run any command of the CLI with the profile, which renews the session, as aliyun sts GetCallerIdentity "+
		"--profile %[1]s; or sign in again by aliyun configure --profile %[1]s.", found.Name)
	in := fmt.Sprintf("in %s, which has the mode %s", p.called(found.Name), found.mode())
	if found.lacks(required["StsToken"]) != "" || found.STSExpiration == nil || *found.STSExpiration <= 0 {
		return nil, credentials.Invalid("There is no session "+in+".", kept.Renewal)
	}
	if kept.Expires = time.Unix(*found.STSExpiration, 0); !time.Now().Before(kept.Expires) {
		return nil, credentials.Invalid(fmt.Sprintf("The session %s, was over at %s.", in, kept.Expires.UTC().Format(time.RFC3339)), kept.Renewal)
	}
	return credentials.Static(kept), nil
}
