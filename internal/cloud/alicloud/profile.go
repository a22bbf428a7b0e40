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
	// NameSetting is what gives Name. It completes "Check …".
	NameSetting string
	// IfPresent: the configuration does not ask for this file, so that it does not exist, or holds no key yet, is no error but
	// CredentialsMissing, and a chain asks the next provider.
	IfPresent bool
	// Keys, if not nil, are the credentials, and the profile gives only what they lack: the region and, if KeysAssume is true and
	// its mode is RamRoleArn, the role that they assume. That there is no such profile is no error then.
	Keys       credentials.Provider
	KeysAssume bool
}

// Profile provides the credentials of a profile of the Alibaba Cloud CLI.
func (r Resolver) Profile(s ProfileSettings) credentials.Provider { return profile{r, s} }

type profile struct {
	resolver Resolver
	ProfileSettings
}

// Retrieve reads the file anew each time, so that a profile that was renewed meanwhile is seen.
func (p profile) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	return p.retrieve(ctx, nil)
}

// retrieve is Retrieve, with role assumed if it is not nil: in place of the profile's own if that is of mode RamRoleArn, else on
// top of it.
func (p profile) retrieve(ctx context.Context, role *Role) (credentials.Credentials, error) {
	if p.Keys != nil {
		return p.retrieveKeys(ctx, role)
	}
	file := p.File.Path
	config, err := p.read(ctx)
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		return credentials.Credentials{}, err
	case p.IfPresent:
		return credentials.Credentials{}, credentials.Missing("the Alibaba Cloud CLI's file " + file + " (does not exist)")
	default:
		e := apierr.From(err)
		e.Advice += " Or run aliyun configure to write it."
		return credentials.Credentials{}, e
	}
	name := cmp.Or(p.Name, config.Current, "default")
	if p.IfPresent && p.Name == "" && config.unconfigured(name) {
		return credentials.Credentials{}, credentials.Missing(fmt.Sprintf("the current profile %q of %s (holds no key)", name, file))
	}
	found, _ := config.profile(name)
	from := fmt.Sprintf("the profile %q of %s", name, file)
	r := profileReader{resolver: p.resolver, file: p.File, nameSetting: p.NameSetting, config: config, instead: role}
	if r.resolver.Region.ID == "" { // then STS is called in the profile's region, too
		r.resolver.Region = cloud.Region{ID: found.RegionID, Source: from}
	}
	provider, e := r.provider(name, nil)
	if e != nil {
		return credentials.Credentials{}, e
	}
	if role != nil {
		if found.mode() != modeRole {
			provider = r.resolver.AssumeRole(provider, *role)
		}
		from = fmt.Sprintf("the role %s, assumed by %s", role.ARN, from)
	}
	c, err := provider.Retrieve(ctx)
	if err != nil {
		return credentials.Credentials{}, err
	}
	c.Region, c.Source = found.RegionID, from
	return c, nil
}

// retrieveKeys is retrieve with Keys.
func (p profile) retrieveKeys(ctx context.Context, role *Role) (credentials.Credentials, error) {
	var found cliProfile
	if p.KeysAssume || p.resolver.Region.ID == "" {
		config, err := p.read(ctx)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return credentials.Credentials{}, err
		}
		found, _ = config.profile(p.Name)
	}
	region := cloud.Region{ID: found.RegionID, Source: fmt.Sprintf("the profile %q of %s", p.Name, p.File.Path)}
	if e := region.Check(ExampleRegion); e != nil {
		return credentials.Credentials{}, e
	}
	keys := credentials.Provider(inRegion{p.Keys, region.ID})
	switch {
	case p.KeysAssume && found.Mode == modeRole:
		r, e := p.resolver.of(found, p.File)
		if e != nil {
			return credentials.Credentials{}, e
		}
		keys = r.AssumeRole(keys, found.role(role))
	case role != nil:
		keys = p.resolver.AssumeRole(keys, *role)
	}
	return keys.Retrieve(ctx)
}

// inRegion adds to credentials the region that they lack.
type inRegion struct {
	credentials.Provider
	region string
}

func (p inRegion) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	c, err := p.Provider.Retrieve(ctx)
	if err == nil {
		c.Region = cmp.Or(c.Region, p.region)
	}
	return c, err
}

func (p profile) read(ctx context.Context) (cliConfig, error) {
	content, e := p.File.Read("The Alibaba Cloud CLI's file")
	if e != nil {
		return cliConfig{}, e
	}
	config, err := parseCLIConfig(content, p.File)
	for _, one := range config.Profiles {
		redact.Hide(ctx, one.AccessKeySecret, one.STSToken, one.OIDCToken)
	}
	return config, err
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
		found && (p.mode() == "" || p.Mode == "AK") && p.AccessKeyID == "" && p.AccessKeySecret == ""
}

// profileReader makes providers of the profiles of one file.
type profileReader struct {
	resolver    Resolver
	file        cloud.File
	nameSetting string
	config      cliConfig
	instead     *Role // nil, or a role in place of that of the first profile
}

// modeRole is the mode of a profile whose key assumes a role.
const modeRole = "RamRoleArn"

// of returns the resolver with what a profile says about STS.
func (r Resolver) of(p cliProfile, file cloud.File) (Resolver, *apierr.Error) {
	if p.STSRegion != "" {
		r.STSRegion = cloud.Region{ID: p.STSRegion, Source: "sts_region of the CLI profile"}
	}
	r.VPC = r.VPC || p.EnableVPC != nil && *p.EnableVPC
	if p.STSEndpoint == "" {
		return r, nil
	}
	var err error
	if r.STS, err = cloud.ParseEndpoint(p.STSEndpoint); err != nil {
		return r, credentials.Invalid(fmt.Sprintf("sts_endpoint in the profile %q of %s gives no endpoint. %s", p.Name, file.Path, err),
			"Correct it, or remove it.")
	}
	return r, nil
}

// role is the profile's role, or another in its place with the profile's session name and duration where it has none.
func (p cliProfile) role(instead *Role) Role {
	own := Role{ARN: p.RAMRoleARN, SessionName: p.RAMSessionName, Policy: p.Policy, ExternalID: p.ExternalID, Duration: p.duration()}
	if instead == nil {
		return own
	}
	role := *instead
	role.SessionName, role.Duration = cmp.Or(role.SessionName, own.SessionName), cmp.Or(role.Duration, own.Duration)
	return role
}

func (p cliProfile) duration() time.Duration {
	if p.ExpiredSeconds == nil {
		return 0
	}
	return time.Duration(max(0, *p.ExpiredSeconds)) * time.Second
}

// provider makes the provider that the named profile describes; via are the profiles that led to it.
func (r profileReader) provider(name string, via []string) (credentials.Provider, *apierr.Error) {
	p, found := r.config.profile(name)
	if !found {
		advice := "Run aliyun configure list to see the profiles, or aliyun configure to write one."
		if r.nameSetting != "" && len(via) == 0 {
			advice = "Check " + r.nameSetting + ". " + advice
		}
		return nil, credentials.Invalid(fmt.Sprintf("The file %s has no profile %q. It has: %s.", r.file.Path, name, r.names()), advice)
	}
	if slices.Contains(via, name) {
		return nil, r.invalid("The profiles in %s take each other as source_profile in a circle: %s.",
			r.file.Path, strings.Join(append(via, name), ", "))
	}
	mode := p.mode()
	missing := func(field string) *apierr.Error {
		return r.invalid("The profile %q of %s has the mode %s and no %s.", name, r.file.Path, mode, field)
	}
	resolver, e := r.resolver.of(p, r.file)
	if e != nil {
		return nil, e
	}
	var instead *Role
	if len(via) == 0 {
		instead = r.instead
	}
	role := p.role(nil)
	needsKey := mode == "AK" || mode == "StsToken" || mode == modeRole && p.SourceProfile == ""
	switch {
	case needsKey && p.AccessKeyID == "":
		return nil, missing("access_key_id")
	case needsKey && p.AccessKeySecret == "":
		return nil, missing("access_key_secret")
	}
	keys := credentials.Credentials{
		AccessKeyID: p.AccessKeyID, SecretKey: p.AccessKeySecret, Region: p.RegionID,
		Source: fmt.Sprintf("the profile %q of %s", name, r.file.Path),
	}
	temporary := keys
	temporary.SecurityToken = p.STSToken

	switch mode {
	case "AK":
		return credentials.Static(keys), nil
	case "StsToken":
		if p.STSToken == "" {
			return nil, missing("sts_token")
		}
		return credentials.Static(temporary), nil
	case "CloudSSO", "OAuth":
		return r.session(p, temporary)
	case modeRole, "ChainableRamRoleArn":
		if mode == modeRole {
			role = p.role(instead)
		}
		if role.ARN == "" {
			return nil, missing("ram_role_arn")
		}
		if p.SourceProfile == "" {
			if mode != modeRole {
				return nil, missing("source_profile")
			}
			return resolver.AssumeRole(credentials.Static(temporary), role), nil
		}
		base, e := r.provider(p.SourceProfile, append(via, name))
		if e != nil {
			return nil, e
		}
		return resolver.AssumeRole(base, role), nil
	case "EcsRamRole":
		return resolver.ECSRole(p.RAMRoleName), nil
	case "RamRoleArnWithRoleName":
		if role.ARN == "" {
			return nil, missing("ram_role_arn")
		}
		return resolver.AssumeRole(resolver.ECSRole(p.RAMRoleName), role), nil
	case "OIDC":
		switch "" {
		case p.OIDCProviderARN:
			return nil, missing("oidc_provider_arn")
		case p.OIDCTokenFile + p.OIDCToken:
			return nil, missing("oidc_token_file")
		case p.RAMRoleARN:
			return nil, missing("ram_role_arn")
		}
		return resolver.OIDC(OIDCRole{
			ProviderARN: p.OIDCProviderARN, RoleARN: p.RAMRoleARN, Token: p.OIDCToken,
			TokenFile: cloud.File{
				Path: p.OIDCTokenFile, Setting: fmt.Sprintf("oidc_token_file in the profile %q of %s", name, r.file.Path),
			},
			SessionName: p.RAMSessionName, Policy: p.Policy, Duration: p.duration(),
		}), nil
	case "CredentialsURI":
		if p.CredentialsURI == "" {
			return nil, missing("credentials_uri")
		}
		return resolver.URI(p.CredentialsURI), nil
	case "External":
		return nil, r.invalid("The profile %q of %s has the mode External: it runs a program, which this provider never does.",
			name, r.file.Path)
	case "":
		return nil, r.invalid("The profile %q of %s holds no key.", name, r.file.Path)
	}
	return nil, r.invalid("The profile %q of %s has the mode %q, which this provider cannot use.", name, r.file.Path, mode)
}

// session provides the session that the CLI keeps in a profile after signing in. Renewing it here would use up the profile's
// refresh token and write nothing back.
func (r profileReader) session(p cliProfile, kept credentials.Credentials) (credentials.Provider, *apierr.Error) {
	kept.Renewal = fmt.Sprintf("Run any command of the CLI with the profile, which renews the session, as aliyun sts GetCallerIdentity "+
		"--profile %[1]s; or sign in again by aliyun configure --profile %[1]s.", p.Name)
	if kept.AccessKeyID == "" || kept.SecretKey == "" || kept.SecurityToken == "" || p.STSExpiration == nil || *p.STSExpiration <= 0 {
		return nil, credentials.Invalid(fmt.Sprintf("There is no session in the profile %q of %s, which has the mode %s.",
			p.Name, r.file.Path, p.mode()), kept.Renewal)
	}
	if kept.Expires = time.Unix(*p.STSExpiration, 0); !time.Now().Before(kept.Expires) {
		return nil, credentials.Invalid(fmt.Sprintf("The session in the profile %q of %s, which has the mode %s, was over at %s.",
			p.Name, r.file.Path, p.mode(), kept.Expires.UTC().Format(time.RFC3339)), kept.Renewal)
	}
	return credentials.Static(kept), nil
}

// mode is the profile's mode or, where it has none, what the CLI takes it for; "" if it holds nothing to tell by.
func (p cliProfile) mode() string {
	hasKey := p.AccessKeyID != "" && p.AccessKeySecret != ""
	switch {
	case p.Mode != "":
		return p.Mode
	case hasKey && p.STSToken != "":
		return "StsToken"
	case hasKey && p.RAMRoleARN != "":
		return modeRole
	case hasKey:
		return "AK"
	case p.PrivateKey != "" && p.KeyPairName != "":
		return "RsaKeyPair"
	case p.RAMRoleName != "":
		return "EcsRamRole"
	case p.ProcessCommand != "":
		return "External"
	case p.OIDCProviderARN != "" && p.OIDCTokenFile != "" && p.RAMRoleARN != "":
		return "OIDC"
	case p.CloudSSOSignInURL != "":
		return "CloudSSO"
	case p.BearerToken != "":
		return "BearerToken"
	case p.AccessKeyID != "":
		return "AK" // its secret is missing
	}
	return ""
}

func (r profileReader) invalid(format string, args ...any) *apierr.Error {
	return credentials.Invalid(fmt.Sprintf(format, args...), modesAdvice)
}

const modesAdvice = "Use a profile of the mode AK, StsToken, RamRoleArn, ChainableRamRoleArn, RamRoleArnWithRoleName, EcsRamRole, OIDC, " +
	"CredentialsURI, CloudSSO or OAuth; run aliyun configure to write one."

// names lists the profiles that there are, for the error of a misspelled one.
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
