// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// ProfileSettings say which profile of the Alibaba Cloud CLI is meant.
type ProfileSettings struct {
	File cloud.File // its whole path: a "~" has no meaning here
	Name string     // "" is the file's current one
	// IfPresent: nobody has asked for this file, so that it does not exist, or holds no key yet, is no error but
	// CredentialsMissing, and a chain asks the next provider.
	IfPresent bool
}

// Profile provides the credentials of a profile of the Alibaba Cloud CLI.
func (r Resolver) Profile(s ProfileSettings) credentials.Provider { return profile{r, s} }

type profile struct {
	resolver Resolver
	ProfileSettings
}

const cliAdvice = "Check profile and shared_credentials_file in the provider's alicloud block, " +
	"or run aliyun configure to write the profile."

// Retrieve reads the file anew each time, so that a profile that was renewed meanwhile is seen.
func (p profile) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	file := p.File.Path
	content, e := p.File.Read("The Alibaba Cloud CLI's file")
	switch {
	case e == nil:
	case !errors.Is(e, fs.ErrNotExist):
		return credentials.Credentials{}, e
	case p.IfPresent:
		return credentials.Credentials{}, credentials.Missing("the Alibaba Cloud CLI's file " + file + " (does not exist)")
	default:
		e.Advice += " Or run aliyun configure to write it."
		return credentials.Credentials{}, e
	}
	config, err := parseCLIConfig(content, file)
	if err != nil {
		return credentials.Credentials{}, err
	}
	for _, one := range config.Profiles {
		redact.Hide(ctx, one.AccessKeySecret, one.STSToken)
	}
	name := cmp.Or(p.Name, config.Current, "default")
	if p.IfPresent && p.Name == "" && config.unconfigured(name) {
		return credentials.Credentials{}, credentials.Missing(fmt.Sprintf("the current profile %q of %s (holds no key)", name, file))
	}
	found, _ := config.profile(name)
	from := fmt.Sprintf("the profile %q of %s", name, file)
	r := profileReader{resolver: p.resolver, file: file, config: config}
	if r.resolver.Region.ID == "" { // then STS is called in the profile's region, too
		r.resolver.Region = cloud.Region{ID: found.RegionID, Source: from}
	}
	provider, e := r.provider(name, nil)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c, err := provider.Retrieve(ctx)
	if err != nil {
		return credentials.Credentials{}, err
	}
	c.Region, c.Source = found.RegionID, from
	return c, nil
}

func (c cliConfig) profile(name string) (cliProfile, bool) {
	i := slices.IndexFunc(c.Profiles, func(p cliProfile) bool { return p.Name == name })
	if i < 0 {
		return cliProfile{}, false
	}
	return c.Profiles[i], true
}

// unconfigured: the CLI writes a default profile without a key when it is first run.
func (c cliConfig) unconfigured(name string) bool {
	p, found := c.profile(name)
	return !found && len(c.Profiles) == 0 ||
		found && (p.Mode == "" || p.Mode == "AK") && p.AccessKeyID == "" && p.AccessKeySecret == ""
}

// profileReader makes providers of the profiles of one file.
type profileReader struct {
	resolver Resolver
	file     string
	config   cliConfig
}

// provider makes the provider that the named profile describes; via are the profiles that led to it.
func (r profileReader) provider(name string, via []string) (credentials.Provider, *apierr.Error) {
	p, found := r.config.profile(name)
	if !found {
		return nil, r.invalid("The file %s has no profile %q. It has: %s.", r.file, name, r.names())
	}
	if slices.Contains(via, name) {
		return nil, r.invalid("The profiles in %s take each other as source_profile in a circle: %s.",
			r.file, strings.Join(append(via, name), ", "))
	}
	missing := func(field string) *apierr.Error {
		return r.invalid("The profile %q of %s has the mode %s and no %s.", name, r.file, p.Mode, field)
	}
	if p.Mode == "" {
		p.Mode = p.guessedMode()
	}
	var duration time.Duration
	if p.ExpiredSeconds != nil {
		duration = time.Duration(max(0, *p.ExpiredSeconds)) * time.Second
	}
	role := Role{
		ARN: p.RAMRoleARN, SessionName: p.RAMSessionName, Policy: p.Policy, ExternalID: p.ExternalID,
		Duration: duration, Region: p.STSRegion,
	}
	needsKey := p.Mode == "AK" || p.Mode == "StsToken" || p.Mode == "RamRoleArn" && p.SourceProfile == ""
	switch {
	case needsKey && p.AccessKeyID == "":
		return nil, missing("access_key_id")
	case needsKey && p.AccessKeySecret == "":
		return nil, missing("access_key_secret")
	}
	keys := credentials.Credentials{
		AccessKeyID: p.AccessKeyID, SecretKey: p.AccessKeySecret, Region: p.RegionID,
		Source: fmt.Sprintf("the profile %q of %s", name, r.file),
	}
	temporary := keys
	temporary.SecurityToken = p.STSToken

	switch p.Mode {
	case "AK":
		return credentials.Static(keys), nil
	case "StsToken":
		if p.STSToken == "" {
			return nil, missing("sts_token")
		}
		return credentials.Static(temporary), nil
	case "RamRoleArn", "ChainableRamRoleArn":
		if p.RAMRoleARN == "" {
			return nil, missing("ram_role_arn")
		}
		if p.SourceProfile == "" {
			if p.Mode == "ChainableRamRoleArn" {
				return nil, missing("source_profile")
			}
			return r.resolver.AssumeRole(credentials.Static(temporary), role), nil
		}
		base, e := r.provider(p.SourceProfile, append(via, name))
		if e != nil {
			return nil, e
		}
		return r.resolver.AssumeRole(base, role), nil
	case "EcsRamRole":
		return r.resolver.ECSRole(p.RAMRoleName), nil
	case "OIDC":
		switch "" {
		case p.OIDCProviderARN:
			return nil, missing("oidc_provider_arn")
		case p.OIDCTokenFile:
			return nil, missing("oidc_token_file")
		case p.RAMRoleARN:
			return nil, missing("ram_role_arn")
		}
		return r.resolver.OIDC(OIDCRole{
			ProviderARN: p.OIDCProviderARN, RoleARN: p.RAMRoleARN,
			TokenFile: cloud.File{
				Path: p.OIDCTokenFile, Setting: fmt.Sprintf("oidc_token_file in the profile %q of %s", name, r.file),
			},
			SessionName: p.RAMSessionName, Policy: p.Policy, Duration: duration, Region: p.STSRegion,
		}), nil
	case "CredentialsURI":
		if p.CredentialsURI == "" {
			return nil, missing("credentials_uri")
		}
		return r.resolver.URI(p.CredentialsURI), nil
	case "External":
		return nil, r.invalid("The profile %q of %s has the mode External: it runs a program, which this provider never does.",
			name, r.file)
	}
	return nil, r.invalid("The profile %q of %s has the mode %q, which this provider does not know.", name, r.file, p.Mode)
}

// guessedMode is how the CLI takes a profile without a mode.
func (p cliProfile) guessedMode() string {
	switch {
	case p.AccessKeyID != "" && p.STSToken != "":
		return "StsToken"
	case p.AccessKeyID != "" && p.RAMRoleARN != "":
		return "RamRoleArn"
	case p.RAMRoleName != "":
		return "EcsRamRole"
	case p.OIDCProviderARN != "":
		return "OIDC"
	}
	return "AK"
}

func (r profileReader) invalid(format string, args ...any) *apierr.Error {
	return credentials.Invalid(fmt.Sprintf(format, args...), modesAdvice)
}

const modesAdvice = "Use a profile of the mode AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC or " +
	"CredentialsURI; run aliyun configure to write one."

// names lists the profiles that there are, for whoever misspelt one.
func (r profileReader) names() string {
	var names []string
	for _, p := range r.config.Profiles {
		names = append(names, fmt.Sprintf("%q", p.Name))
	}
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > 10:
		names = append(names[:10], "…")
	}
	return strings.Join(names, ", ")
}
