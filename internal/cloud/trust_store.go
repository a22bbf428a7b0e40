// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// maxTrustStore is far above the bundle of all public authorities.
const maxTrustStore = 16 << 20

// trustStoreError is why no certificate is trusted that SSL_CERT_FILE should vouch for; nil: that is not why. Go goes on
// without a file that it cannot read, so that the host seems to be at fault.
func trustStoreError() *apierr.Error { return checkTrustStore(readableTrustStore) }

// endlessTrustStore is the error of an SSL_CERT_FILE that may have no end: a pipe or a device. It is found before the first
// handshake, in which Go reads the file, since no deadline ends that. Whatever else is wrong Go passes over.
func endlessTrustStore() *apierr.Error {
	return checkTrustStore(func(name string) error {
		info, err := os.Stat(name) //nolint:gosec // Go reads the same file.
		if err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice) != 0 && name != os.DevNull {
			return checkRegular(info)
		}
		return nil
	})
}

func checkTrustStore(check func(name string) error) *apierr.Error {
	name := os.Getenv("SSL_CERT_FILE")
	if name == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" { // there Go asks the system
		return nil
	}
	err := check(name)
	if err == nil {
		return nil
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err // without the path
	}
	return &apierr.Error{
		Kind:   apierr.Unreachable,
		Reason: fmt.Sprintf("SSL_CERT_FILE names %s, which cannot be read as a trust store: %s.", name, err),
		Advice: "Name a file of certificates in PEM form that this user may read, or unset SSL_CERT_FILE.",
	}
}

func readableTrustStore(name string) error {
	info, err := os.Stat(name) //nolint:gosec // Go reads the same file.
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	file, err := os.Open(name) //nolint:gosec // Go reads the same file.
	if err != nil {
		return err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxTrustStore))
	if err != nil {
		return err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(content) {
		return errors.New("it holds no certificate in PEM form")
	}
	return nil
}
