// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The clients in this file are written from the descriptions of the schemes and share no code with the server, so that
// they verify it independently.

const (
	pts      = "GetPtsSceneRunningStatus"
	sae      = "DescribeApplicationStatus"
	testPlan = "ShowEchoTestPackageUsing"

	readyApp = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
	licensed = "0123456789abcdef0123456789abcdef"

	saePath = "/pop/v1/sam/app/describeApplicationStatus"
)

func planPath(id string) string { return "/v1/projects/" + id + "/package/status" }

// start starts a server for one test.
func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

var nonceCount atomic.Int64

func newNonce() string { return fmt.Sprintf("nonce-%d-%d", time.Now().UnixNano(), nonceCount.Add(1)) }

// rpcParameters returns the parameters of a correct RPC call, without its signature, and more, in pairs of a name and a value.
func rpcParameters(id Identity, action, version string, more ...string) url.Values {
	q := url.Values{
		"Action": {action}, "Version": {version}, "Format": {"JSON"}, "AccessKeyId": {id.AccessKeyID},
		"SignatureMethod": {"HMAC-SHA1"}, "SignatureVersion": {"1.0"}, "SignatureNonce": {newNonce()},
		"Timestamp": {time.Now().UTC().Format("2006-01-02T15:04:05Z")}, "SignatureType": {""},
	}
	if id.SecurityToken != "" {
		q.Set("SecurityToken", id.SecurityToken)
	}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

// signRPC returns base64(HMAC-SHA1(secret + "&", METHOD & %2F & escaped query)).
func signRPC(secret, method string, params url.Values) string {
	text := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(params.Encode())
	text = method + "&%2F&" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	return hmacSHA1Base64(secret+"&", text)
}

func hmacSHA1Base64(key, text string) string {
	m := hmac.New(sha1.New, []byte(key))
	_, _ = io.WriteString(m, text)
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// rpcRequest returns a signed call with parameters in the query and in a form.
func rpcRequest(t *testing.T, s *Server, id Identity, method string, query, form url.Values) *http.Request {
	t.Helper()
	all := url.Values{}
	maps.Copy(all, query)
	maps.Copy(all, form)
	signature := url.Values{"Signature": {signRPC(id.Secret, method, all)}}
	r := newRequest(t, method, s.URL()+"/?"+query.Encode()+"&"+signature.Encode(), form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// sceneRequest returns a correct call for a scene's status.
func sceneRequest(t *testing.T, s *Server, id Identity, sceneID string, more ...string) *http.Request {
	t.Helper()
	q := rpcParameters(id, pts, "2020-10-20", append([]string{"SceneId", sceneID, "RegionId", "cn-hangzhou"}, more...)...)
	return rpcRequest(t, s, id, http.MethodPost, q, nil)
}

// appRequest returns an unsigned call for an application's status, for signROA.
func appRequest(t *testing.T, s *Server, id Identity, appID string) *http.Request {
	t.Helper()
	r := newRequest(t, http.MethodGet, s.URL()+saePath+"?"+url.Values{"AppId": {appID}}.Encode(), "",
		"Accept", "application/json", "Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==", "Content-Type", "application/octet-stream",
		"Date", time.Now().UTC().Format(http.TimeFormat), "x-acs-version", "2019-05-06", "x-acs-action", sae,
		"x-acs-signature-method", "HMAC-SHA1", "x-acs-signature-version", "1.0", "x-acs-credentials-provider", "static")
	if id.SecurityToken != "" {
		r.Header.Set("x-acs-security-token", id.SecurityToken)
	}
	return r
}

// signROA signs a request.
func signROA(id Identity, r *http.Request) *http.Request {
	lines := []string{r.Method}
	for _, name := range []string{"Accept", "Content-MD5", "Content-Type", "Date"} {
		lines = append(lines, r.Header.Get(name))
	}
	acs := map[string]string{}
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-acs-") {
			acs[lower] = r.Header.Get(name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(acs)) {
		lines = append(lines, name+":"+acs[name])
	}
	resource := r.URL.Path
	query := r.URL.Query()
	for i, name := range slices.Sorted(maps.Keys(query)) {
		resource += []string{"?", "&"}[min(i, 1)] + name
		if v := query.Get(name); v != "" {
			resource += "=" + v
		}
	}
	text := strings.Join(append(lines, resource), "\n")
	r.Header.Set("Authorization", "acs "+id.AccessKeyID+":"+hmacSHA1Base64(id.Secret, text))
	return r
}

// packagesRequest returns an unsigned call for a project's packages, for signHuawei.
func packagesRequest(t *testing.T, s *Server, id Identity, serviceID string) *http.Request {
	t.Helper()
	r := newRequest(t, http.MethodGet, s.URL()+planPath(serviceID), "",
		"X-Sdk-Date", time.Now().UTC().Format("20060102T150405Z"), "User-Agent", "emulator-test/1.0", "X-Project-Id", licensed,
		"Content-Type", "application/json")
	if id.SecurityToken != "" {
		r.Header.Set("X-Security-Token", id.SecurityToken)
	}
	return r
}

// signHuawei signs a request with the given headers, by default with all that matter.
func signHuawei(id Identity, r *http.Request, body string, signed ...string) *http.Request {
	if len(signed) == 0 {
		signed = []string{"user-agent", "x-project-id", "x-sdk-date"}
		if id.SecurityToken != "" {
			signed = append(signed, "x-security-token")
		}
	}
	slices.Sort(signed)
	var path []string
	for _, segment := range strings.Split(r.URL.EscapedPath(), "/") {
		plain, _ := url.PathUnescape(segment)
		path = append(path, strings.ReplaceAll(url.QueryEscape(plain), "+", "%20"))
	}
	query := strings.Split(strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20"), "&")
	slices.Sort(query)
	hash := sha256.Sum256([]byte(body))
	text := r.Method + "\n" + strings.TrimSuffix(strings.Join(path, "/"), "/") + "/\n" +
		strings.Join(query, "&") + "\n"
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.URL.Host
		}
		text += name + ":" + strings.TrimSpace(value) + "\n"
	}
	text += "\n" + strings.Join(signed, ";") + "\n" + hex.EncodeToString(hash[:])
	digest := sha256.Sum256([]byte(text))
	m := hmac.New(sha256.New, []byte(id.Secret))
	_, _ = io.WriteString(m, "SDK-HMAC-SHA256\n"+r.Header.Get("X-Sdk-Date")+"\n"+hex.EncodeToString(digest[:]))
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+id.AccessKeyID+", SignedHeaders="+
		strings.Join(signed, ";")+", Signature="+hex.EncodeToString(m.Sum(nil)))
	return r
}

func md5Base64(text string) string {
	sum := md5.Sum([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// newRequest returns a request with headers, in pairs of a name and a value.
func newRequest(t *testing.T, method, address, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// issuedKey returns the temporary key in a response of STS, IAM or a metadata service, and its end.
func issuedKey(t *testing.T, body []byte) (Identity, string) {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"credential", "credentials", "Credentials"} {
		if inner, ok := members[name]; ok {
			body = inner
		}
	}
	var key struct {
		Access, Secret, SecurityToken            string // IAM and Huawei Cloud's metadata
		AccessKeyId, AccessKeySecret, Expiration string // Alibaba Cloud
		AccessKey                                string `json:"access_key_id"` // STS of Huawei Cloud
		SecretKey                                string `json:"secret_access_key"`
		Token                                    string `json:"security_token"`
	}
	if err := json.Unmarshal(body, &key); err != nil {
		t.Fatal(err)
	}
	return Identity{
		AccessKeyID: key.Access + key.AccessKeyId + key.AccessKey, Secret: key.Secret + key.AccessKeySecret + key.SecretKey,
		SecurityToken: key.SecurityToken + key.Token,
	}, key.Expiration
}

// reply is a complete response.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// text returns a member of the JSON body as text, or "" if there is none.
func (r reply) text(name string) string {
	var members map[string]any
	if json.Unmarshal(r.body, &members) != nil || members[name] == nil {
		return ""
	}
	return fmt.Sprint(members[name])
}

// client returns a client with its own connections that follows no redirects and does not decompress.
func client(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// do sends a request and reads the complete response.
func do(t *testing.T, r *http.Request) (reply, error) {
	t.Helper()
	resp, err := client(t).Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, body}, err
}

// send is do for a request that must get a response.
func send(t *testing.T, r *http.Request) reply {
	t.Helper()
	got, err := do(t, r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// wantCode checks an error response: the status, the code in the envelope, and the verdict in the journal.
func wantCode(t *testing.T, s *Server, got reply, status int, code string) {
	t.Helper()
	found := got.text("Code")
	if found == "" {
		found = got.text("error_code")
	}
	if got.status != status || found != code {
		t.Errorf("response %d %q, want %d %q: %s", got.status, found, status, code, got.body)
	}
	if journal := s.Journal(); journal[len(journal)-1].Verdict != code {
		t.Errorf("verdict in the journal %q, want %q", journal[len(journal)-1].Verdict, code)
	}
}

// wantOK checks that a call was accepted, with status 200.
func wantOK(t *testing.T, s *Server, got reply) {
	t.Helper()
	journal := s.Journal()
	if last := journal[len(journal)-1]; got.status != http.StatusOK || !last.Accepted() {
		t.Errorf("response %d, verdict %q: %s", got.status, last.Verdict, got.body)
	}
}

func withTimeout(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
