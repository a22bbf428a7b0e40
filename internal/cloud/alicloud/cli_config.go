// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// A line of an ini file: a section, or a name and its value.
var iniLine = regexp.MustCompile(`^(\[[^\]"{},]+\]|[A-Za-z_][\w.-]*\s*=.*)$`)

// parseCLIConfig reads the CLI's configuration. An error names the file and the place in it, never what stands there.
func parseCLIConfig(content []byte, file string) (cliConfig, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	var config cliConfig
	err := json.Unmarshal(content, &config)
	if err == nil {
		return config, nil
	}
	if isINI(content) {
		return cliConfig{}, credentials.Invalid(
			fmt.Sprintf("The file %s is an ini file, as Alibaba Cloud's SDKs use; here the Alibaba Cloud CLI's "+
				"config.json is read.", file),
			"Run aliyun configure and name its config.json, or give the key in ALIBABA_CLOUD_ACCESS_KEY_ID and "+
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET.")
	}
	place := ""
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		place = ": it is not JSON at " + position(content, syntax.Offset)
	case errors.As(err, &kind) && kind.Field != "":
		place = fmt.Sprintf(": %s at %s is not of the type it should be", kind.Field, position(content, kind.Offset))
	case errors.As(err, &kind):
		place = ": it is not an object of JSON"
	}
	return cliConfig{}, credentials.Invalid(
		fmt.Sprintf("The Alibaba Cloud CLI's file %s cannot be understood%s.", file, place), cliAdvice)
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

func position(content []byte, offset int64) string {
	before := content[:min(max(offset-1, 0), int64(len(content)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d", line, column)
}
