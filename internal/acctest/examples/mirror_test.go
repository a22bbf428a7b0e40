// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestInstallWithoutARelease installs the provider as the guide of that name says: from the mirror that tools/mirror.sh makes of a
// release's archives, in a directory and behind a web server.
func TestInstallWithoutARelease(t *testing.T) {
	t.Parallel()
	installed, err := installTool() // builds the provider
	if err != nil {
		t.Fatal(err)
	}
	host := runtime.GOOS + "_" + runtime.GOARCH
	mirror := makeMirror(t, filepath.Join(filepath.Dir(installed.config), "terraform-provider-cloudstatus_v"+version), host)
	server := httptest.NewTLSServer(http.FileServer(http.Dir(mirror)))
	t.Cleanup(server.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(ca, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}

	for name, row := range map[string]struct {
		config, placeholder, mirror string // the guide's CLI configuration, and what is put where
		lock                        string
		contains                    string // in the output of init
	}{
		"filesystem mirror": {"mirror.tfrc", "/opt/terraform-mirror", mirror, "-fs-mirror=" + mirror, "Installed"},
		"network mirror": {
			"network-mirror.tfrc", "https://artifacts.example.com/terraform-mirror", server.URL, "-net-mirror=" + server.URL + "/",
			"(verified checksum)", // one of those that the mirror has from the release
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newWorkDir(t, acctest.Emulator(t))
			f.env["TF_CLI_CONFIG_FILE"] = filepath.Join(f.dir, row.config)
			f.env["SSL_CERT_FILE"] = ca
			config := read(t, filepath.Join(acctest.Root(t), "examples", "guides", "install-without-a-release", row.config))
			f.write(row.config, strings.Replace(config, row.placeholder, row.mirror, 1))
			f.write("main.tf", requiredProviders+"data \"cloudstatus_alicloud_sae_application\" \"web\" {\n  app_id = \""+app+"\"\n}\n"+
				"output \"ready\" {\n  value = data.cloudstatus_alicloud_sae_application.web.ready\n}\n")
			f.run("providers", "lock", row.lock, "-platform="+host, "-platform=plan9_amd64")
			lock := read(t, filepath.Join(f.dir, ".terraform.lock.hcl"))
			if hashes := strings.Count(lock, `"h1:`); hashes != 2 {
				t.Errorf("the lock file has %d checksums, want one for each platform:\n%s", hashes, lock)
			}
			f.contains(f.run("init", "-lockfile=readonly"), "v"+version, row.contains)
			f.contains(f.run("plan"), "+ ready = true")
		})
	}
}

// makeMirror makes the archives that a release has for this platform and for another one, and a mirror of them.
func makeMirror(t *testing.T, program, host string) string {
	t.Helper()
	dist := t.TempDir()
	content := []byte(read(t, program))
	var sums strings.Builder
	for _, platform := range []string{host, "plan9_amd64"} {
		name := fmt.Sprintf("terraform-provider-cloudstatus_%s_%s.zip", version, platform)
		path := filepath.Join(dist, name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		archive := zip.NewWriter(file)
		header := &zip.FileHeader{Name: filepath.Base(program), Method: zip.Store} // faster than to compress it
		header.SetMode(0o755)
		entry, err := archive.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if platform != host {
			content = []byte("a program of another platform")
		}
		if _, err := entry.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256([]byte(read(t, path))), name)
	}
	sumsFile := filepath.Join(dist, "terraform-provider-cloudstatus_"+version+"_SHA256SUMS")
	if err := os.WriteFile(sumsFile, []byte(sums.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	mirror := filepath.Join(dist, "mirror")
	out, err := exec.Command(filepath.Join(acctest.Root(t), "tools", "mirror.sh"), dist, mirror).CombinedOutput()
	if err != nil {
		t.Fatalf("tools/mirror.sh: %v\n%s", err, out)
	}
	return mirror
}
