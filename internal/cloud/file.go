// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// maxFileSize is far above any credentials, configuration or token file.
const maxFileSize = 1 << 20

// File is a file with credentials or a token in it.
type File struct {
	Path string
	// Setting is what gives the path. It completes "Check …": "oidc_token_file in the provider's alicloud block".
	Setting string
}

// Read reads the whole of a regular file. what names the file where an error begins: "The OIDC token file". An error about
// a file that does not exist is fs.ErrNotExist for errors.Is.
func (f File) Read(what string) ([]byte, *apierr.Error) {
	content, err := readRegular(f.Path)
	if err == nil {
		return content, nil
	}
	e := &apierr.Error{Kind: apierr.InvalidCredentials, Err: err, Advice: fmt.Sprintf("Check %s.", f.Setting)}
	if errors.Is(err, fs.ErrNotExist) {
		e.Reason = fmt.Sprintf("%s %s does not exist.", what, f.Path)
		return nil, e
	}
	var failed *fs.PathError
	if errors.As(err, &failed) { // the system's own words, which people search for, without the path
		err = failed.Err
	}
	e.Reason = fmt.Sprintf("%s %s cannot be read: %s.", what, f.Path, strings.TrimSuffix(err.Error(), "."))
	return nil, e
}

// readRegular reads a regular file of at most maxFileSize. It looks before it opens, since an open of a pipe waits for a
// writer.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
	case mode.IsDir():
		return nil, errors.New("it is a directory")
	case mode&fs.ModeNamedPipe != 0:
		return nil, errors.New("it is a named pipe (FIFO) and not a regular file")
	default:
		return nil, errors.New("it is not a regular file")
	}
	if info.Size() > maxFileSize {
		return nil, fmt.Errorf("it is larger than %d MiB", maxFileSize>>20)
	}
	return os.ReadFile(name)
}
