// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestScript pins that tools/download.sh asks for the pinned version as its project names it, and refuses and deletes a file
// with another checksum than the one in tools/.
func TestScript(t *testing.T) {
	t.Parallel()
	body, sum := archive(t, "tofu")
	var mu sync.Mutex
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, req.URL.Path)
		_, _ = w.Write(body)
	}))
	defer server.Close()

	goCache, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	command := exec.CommandContext(t.Context(), filepath.Join("..", "..", "tools", "download.sh"))
	command.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache, "GOCACHE="+strings.TrimSpace(string(goCache)),
		"CLOUDSTATUS_OPENTOFU_RELEASES="+server.URL)
	out, err := command.CombinedOutput()
	if err == nil {
		t.Errorf("it succeeded:\n%s", out)
	}

	platform := runtime.GOOS + "_" + runtime.GOARCH
	sums, err := filepath.Glob(filepath.Join("..", "..", "tools", "tofu_*_SHA256SUMS"))
	if err != nil || len(sums) != 1 {
		t.Fatalf("checksums: %v, %v", sums, err)
	}
	version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(sums[0]), "tofu_"), "_SHA256SUMS")
	pinned, err := os.ReadFile(sums[0])
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf("tofu_%s_%s.zip", version, platform)
	match := regexp.MustCompile(`(?m)^([0-9a-f]{64})  ` + regexp.QuoteMeta(file) + `$`).FindSubmatch(pinned)
	if match == nil {
		if want := "has no checksum of " + file; !strings.Contains(string(out), want) || len(paths) > 0 {
			t.Errorf("the output does not contain %q, or something was requested (%q):\n%s", want, paths, out)
		}
		return
	}
	if want := "/v" + version + "/" + file; len(paths) != 1 || paths[0] != want {
		t.Errorf("requested %q, want %q", paths, want)
	}
	if want := fmt.Sprintf("has the SHA-256 %s, want %s", sum, match[1]); !strings.Contains(string(out), want) {
		t.Errorf("the output does not contain %q:\n%s", want, out)
	}
	_ = filepath.WalkDir(cache, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			t.Errorf("left behind: %s, %v", path, err)
		}
		return nil
	})
}
