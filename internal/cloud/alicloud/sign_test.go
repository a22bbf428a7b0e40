// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/pts"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sae"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// What follows is written from the schemes' descriptions, not from the SDK.

func pct(text string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
	var b strings.Builder
	for _, c := range []byte(text) {
		if strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func hmacSHA1(key, text string) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// rpcSignature is the RPC style's, HMAC-SHA1 version 1.0.
func rpcSignature(method string, parameters url.Values, secret string) string {
	var names []string
	for name := range parameters {
		if name != "Signature" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, pct(name)+"="+pct(parameters.Get(name)))
	}
	return hmacSHA1(secret+"&", method+"&%2F&"+pct(strings.Join(pairs, "&")))
}

// roaSignature is the ROA style's, HMAC-SHA1 version 1.0.
func roaSignature(method string, header http.Header, target *url.URL, secret string) string {
	text := method + "\n"
	for _, name := range []string{"Accept", "Content-Md5", "Content-Type", "Date"} {
		text += header.Get(name) + "\n"
	}
	var names []string
	for name := range header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-acs-") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		text += name + ":" + header.Get(name) + "\n"
	}
	text += target.Path
	query := target.Query()
	var keys []string
	for key := range query {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		text += map[bool]string{true: "?", false: "&"}[i == 0] + key
		if value := query.Get(key); value != "" {
			text += "=" + value
		}
	}
	return hmacSHA1(secret, text)
}

// verify checks a request as it arrived, and names what is wrong with it.
func verify(r *http.Request, c credentials.Credentials) error {
	if r.Body == nil { // as it was made
		r.Body = http.NoBody
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if authorization := r.Header.Get("Authorization"); authorization != "" {
		want := "acs " + c.AccessKeyID + ":" + roaSignature(r.Method, r.Header, r.URL, c.SecretKey)
		sum := md5.Sum(body)
		switch {
		case authorization != want:
			return fmt.Errorf("Authorization is %q, want %q", authorization, want)
		case r.Header.Get("Content-Md5") != base64.StdEncoding.EncodeToString(sum[:]):
			return fmt.Errorf("Content-MD5 is %q", r.Header.Get("Content-Md5"))
		case r.Header.Get("X-Acs-Security-Token") != c.SecurityToken:
			return fmt.Errorf("token is %q", r.Header.Get("X-Acs-Security-Token"))
		}
		return nil
	}
	query := r.URL.Query()
	switch {
	case len(body) != 0:
		return fmt.Errorf("body %q", body)
	case query.Get("Signature") != rpcSignature(r.Method, query, c.SecretKey):
		return fmt.Errorf("Signature is %q", query.Get("Signature"))
	case query.Get("AccessKeyId") != c.AccessKeyID || query.Get("SecurityToken") != c.SecurityToken:
		return fmt.Errorf("identity is %q, %q", query.Get("AccessKeyId"), query.Get("SecurityToken"))
	}
	return nil
}

// The verifiers above agree with the vectors of a third implementation.
func TestGoldenSignatures(t *testing.T) {
	query, err := url.ParseQuery("AccessKeyId=STS.testAK&Action=GetPtsSceneRunningStatus&Format=JSON" +
		"&RegionId=cn-hangzhou&SceneId=NHBG6V&SecurityToken=STSTOKEN%2F%2B%3Dabc&SignatureMethod=HMAC-SHA1" +
		"&SignatureNonce=e71e991df7af124f59ca0c58cddb6bd9&SignatureType=&SignatureVersion=1.0" +
		"&Timestamp=2026-11-21T20%3A48%3A12Z&Version=2020-10-20")
	if err != nil {
		t.Fatal(err)
	}
	if got := rpcSignature("POST", query, "testSECRET"); got != "XsXNwc4Y9idUzjq0uyeeh4c6IBM=" {
		t.Errorf("RPC: got %s", got)
	}
	header := http.Header{}
	for name, value := range map[string]string{
		"Accept": "application/json", "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==",
		"Content-Type": "application/octet-stream", "Date": "Sat, 21 Nov 2026 20:55:58 GMT",
		"x-acs-action": "DescribeApplicationStatus", "x-acs-version": "2019-05-06",
		"x-acs-signature-method": "HMAC-SHA1", "x-acs-signature-version": "1.0",
		"x-acs-credentials-provider": "static_ak",
	} {
		header.Set(name, value)
	}
	target := &url.URL{Path: "/pop/v1/sam/app/describeApplicationStatus", RawQuery: "AppId=NHBG6V"}
	if got := roaSignature("GET", header, target, "testSECRET"); got != "Ge+K+MPE6rQsKuxT4pnV7DjMXJQ=" {
		t.Errorf("ROA: got %s", got)
	}
}

func scene(id string) *pts.GetPtsSceneRunningStatusRequest {
	request := pts.CreateGetPtsSceneRunningStatusRequest()
	request.SceneId = id
	return request
}

func application(id string) *sae.DescribeApplicationStatusRequest {
	request := sae.CreateDescribeApplicationStatusRequest()
	request.AppId = id
	return request
}

var oddIDs = []string{"NHBG6V", "0099b7be-5f5b-4512-a7fc-56049ef1****", "a b*c~d/e+f&g=h%i下!'()", "x\ny", "?#;"}

func TestSign(t *testing.T) {
	endpoints := map[string]string{ // as written: the host of the URL
		"https://sae.cn-hangzhou.aliyuncs.com": "sae.cn-hangzhou.aliyuncs.com",
		"https://sae.example.com:8443":         "sae.example.com:8443",
		"http://127.0.0.1:39855":               "127.0.0.1:39855",
		"http://[::1]:39855":                   "[::1]:39855",
		"https://[2001:db8::1]":                "[2001:db8::1]",
	}
	identities := []credentials.Credentials{
		{AccessKeyID: "LTAItestAK", SecretKey: "testSECRET"},
		{AccessKeyID: "STS.testAK", SecretKey: "testSECRET", SecurityToken: "STSTOKEN/+=abc"},
	}
	for text, host := range endpoints {
		endpoint, err := cloud.ParseEndpoint(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range identities {
			for _, id := range oddIDs {
				rpc, err := sign(t.Context(), endpoint, "cn-hangzhou", c, scene(id))
				if err != nil {
					t.Fatal(err)
				}
				if err := verify(rpc, c); err != nil {
					t.Errorf("%s, RPC, %q: %v", text, id, err)
				}
				query := rpc.URL.Query()
				if rpc.URL.Host != host || rpc.URL.Scheme != endpoint.Scheme || rpc.Method != "POST" ||
					rpc.URL.Path != "/" || query.Get("SceneId") != id || query.Get("RegionId") != "cn-hangzhou" ||
					query.Get("Version") != "2020-10-20" || rpc.Header.Get("User-Agent") != "" {
					t.Errorf("%s, RPC: got %s %s", text, rpc.Method, rpc.URL)
				}
				roa, err := sign(t.Context(), endpoint, "cn-hangzhou", c, application(id))
				if err != nil {
					t.Fatal(err)
				}
				if err := verify(roa, c); err != nil {
					t.Errorf("%s, ROA, %q: %v", text, id, err)
				}
				if roa.URL.Host != host || roa.URL.Scheme != endpoint.Scheme || roa.Method != "GET" ||
					roa.URL.Path != "/pop/v1/sam/app/describeApplicationStatus" || roa.URL.Query().Get("AppId") != id ||
					roa.Header.Get("X-Acs-Version") != "2019-05-06" || roa.Header.Get("User-Agent") != "" {
					t.Errorf("%s, ROA: got %s %s", text, roa.Method, roa.URL)
				}
				if signature(rpc) == "" || signature(roa) == "" || signature(rpc) == signature(roa) {
					t.Errorf("signatures %q and %q", signature(rpc), signature(roa))
				}
			}
		}
	}
}

func TestEachAttemptHasItsOwnNonce(t *testing.T) {
	nonces := map[string]bool{}
	for range 100 {
		r, err := sign(t.Context(), cloud.HTTPS("h"), "", credentials.Credentials{AccessKeyID: "a", SecretKey: "b"}, scene("x"))
		if err != nil {
			t.Fatal(err)
		}
		nonces[r.URL.Query().Get("SignatureNonce")] = true
	}
	if len(nonces) != 100 {
		t.Errorf("100 attempts had %d nonces", len(nonces))
	}
}

// TestMain is, in a child process, a program that signs: see TestTheSDKPrintsNothing.
func TestMain(m *testing.M) {
	if os.Getenv("CLOUDSTATUS_TEST_SIGNS") == "" {
		os.Exit(m.Run())
	}
	c := credentials.Credentials{AccessKeyID: "STS.testAK", SecretKey: "testSECRET", SecurityToken: "STSTOKEN"}
	if _, err := sign(context.Background(), cloud.HTTPS("h"), "cn-hangzhou", c, scene("x")); err != nil {
		os.Exit(2)
	}
	if _, err := sign(context.Background(), cloud.HTTPS("h"), "cn-hangzhou", c, application("x")); err != nil {
		os.Exit(3)
	}
	if os.Getenv("DEBUG") != os.Getenv("CLOUDSTATUS_TEST_WANT") {
		os.Exit(4)
	}
}

func TestTheSDKPrintsNothing(t *testing.T) {
	for debug, want := range map[string]string{"sdk": "", "a,sdk,b,sdk": "a,b", "other": "other"} {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "CLOUDSTATUS_TEST_SIGNS=1", "CLOUDSTATUS_TEST_WANT="+want, "DEBUG="+debug)
		out, err := child.CombinedOutput()
		if err != nil || len(out) != 0 {
			t.Errorf("DEBUG=%s: %v, printed %q", debug, err, out)
		}
	}
}
