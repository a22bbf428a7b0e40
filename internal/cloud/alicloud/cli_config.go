// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// A line of an ini file: a section, or a name and its value.
var iniLine = regexp.MustCompile(`^(\[[^\]"{},]+\]|[A-Za-z_][\w.-]*\s*=.*)$`)

// cliProfile is the part of a profile that is of use here: github.com/aliyun/aliyun-cli, config/profile.go. The CLI writes
// access_key_id for AccessKeyID.
type cliProfile struct {
	Name              string
	Mode              string
	AccessKeyID       string
	AccessKeySecret   string
	STSToken          string
	STSExpiration     *int64
	STSRegion         string
	STSEndpoint       string
	EnableVPC         *bool
	RegionID          string
	RAMRoleName       string
	RAMRoleARN        string
	RAMSessionName    string
	ExternalID        string
	Policy            string
	ExpiredSeconds    *int64
	SourceProfile     string
	OIDCProviderARN   string
	OIDCToken         string
	OIDCTokenFile     string
	CredentialsURI    string
	PrivateKey        string
	KeyPairName       string
	ProcessCommand    string
	CloudSSOSignInURL string
	BearerToken       string
}

type cliConfig struct {
	Current  string
	Profiles []cliProfile
}

// parseCLIConfig reads the CLI's configuration. An error names the file, what points to it and the place in it, never what
// stands there.
func parseCLIConfig(content []byte, file cloud.File) (cliConfig, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	config, err := newCLIConfig(content)
	if err == nil {
		return config, nil
	}
	if isINI(content) {
		return cliConfig{}, credentials.Invalid(
			fmt.Sprintf("The file %s is an ini file, as Alibaba Cloud's SDKs use; here the Alibaba Cloud CLI's "+
				"config.json is read.", file.Path),
			"Check "+file.Setting+". Run aliyun configure and name its config.json, or give the key in "+
				"ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.")
	}
	return cliConfig{}, credentials.Invalid(
		fmt.Sprintf("The Alibaba Cloud CLI's file %s cannot be understood: %s.", file.Path, err),
		"Check "+file.Setting+", or run aliyun configure to write the profile.")
}

// newCLIConfig reads the JSON as strictly as a response. Names that it does not know are fine: the CLI has more of them.
func newCLIConfig(content []byte) (config cliConfig, err error) {
	unreadable, err := wire.Unmarshal(content, &config)
	var syntax *wire.TextError
	switch err = cmp.Or(err, unreadable); {
	case errors.As(err, &syntax):
		return cliConfig{}, errors.New("it is not JSON at " + position(content, syntax.Offset))
	case err != nil:
		return cliConfig{}, errors.New(strings.Replace(err.Error(), "the body", "it", 1))
	}
	return config, nil
}

// UnreadINI is a provider of nothing: it lists the ini file of the SDKs where nothing else was found and there is one.
func UnreadINI(path string) credentials.Provider { return unreadINI(path) }

type unreadINI string

func (u unreadINI) Retrieve(context.Context) (credentials.Credentials, error) {
	if _, err := os.Stat(string(u)); err != nil {
		return credentials.Credentials{}, credentials.Missing("")
	}
	return credentials.Credentials{}, credentials.Missing(
		string(u) + " (the SDKs' ini file, not read: run aliyun configure, or set the key's variables)")
}

// isINI looks at the first line that says something.
func isINI(content []byte) bool {
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && line[0] != ';' {
			return iniLine.MatchString(line)
		}
	}
	return false
}

func position(content []byte, offset int) string {
	before := content[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d", line, column)
}
