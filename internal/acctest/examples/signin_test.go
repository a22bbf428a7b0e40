// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// job is a CI job, or a pod, of the guide on signing in.
type job struct {
	// added are the variables that the CI system, an action of the cloud's vendor or the cluster adds to those in the file.
	added map[string]string
	// own are variables whose values in the file stand for those of the user's account, with the emulator's values.
	own map[string]string
	// callers are the identities that must call each API: of a session, the API that issued it.
	callers map[string]string
}

var (
	// setByJob matches a variable of GitHub Actions or GitLab CI, and one of Kubernetes.
	setByJob = regexp.MustCompile(`(?m)^ +([A-Z][A-Za-z0-9_]+): *([^\s#]*)|^ +- name: ([A-Z]\w+)\n +value: (\S+)`)
	// runByJob matches a command of a job.
	runByJob = regexp.MustCompile(`(?m)^ +(?:- )?(?:run: )?terraform (.+)$`)
)

// TestSignInJobs runs the commands of each job against an emulator, with the variables that the job has.
func TestSignInJobs(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(acctest.Root(t), "examples", "guides", "sign-in")
	files, err := filepath.Glob(filepath.Join(dir, "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	jobs := map[string]func(emulator.Keys, string) job{
		// It sets the same temporary key under the names of three generations of tools.
		"alicloud-github-actions.yml": func(keys emulator.Keys, _ string) job {
			id := keys.AlibabaSTS
			added := map[string]string{"ALICLOUD_ACCESS_KEY": id.AccessKeyID, "ALICLOUD_SECRET_KEY": id.Secret, "ALICLOUD_SECURITY_TOKEN": id.SecurityToken}
			for _, family := range []string{"ALIBABA_CLOUD_", "ALIBABACLOUD_"} {
				added[family+"ACCESS_KEY_ID"], added[family+"ACCESS_KEY_SECRET"], added[family+"SECURITY_TOKEN"] = id.AccessKeyID, id.Secret, id.SecurityToken
			}
			return job{added: added, callers: map[string]string{sae.API: id.Name}}
		},
		"huaweicloud-github-actions.yml": func(keys emulator.Keys, _ string) job {
			return job{
				added: map[string]string{
					"HUAWEI_CLOUD_ACCESS_KEY_ID": keys.Huawei.AccessKeyID, "HUAWEI_CLOUD_SECRET_ACCESS_KEY": keys.Huawei.Secret,
					"HUAWEI_CLOUD_REGION": "cn-north-4",
				},
				callers: map[string]string{testplan.API: keys.Huawei.Name},
			}
		},
		"gitlab-ci.yml": func(keys emulator.Keys, _ string) job {
			return job{
				own: map[string]string{
					"ALIBABA_CLOUD_OIDC_TOKEN": keys.OIDCToken, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": keys.OIDCProviderArn,
					"ALIBABA_CLOUD_ROLE_ARN":  keys.RoleArn,
					"HW_ASSUME_ROLE_ID_TOKEN": keys.OIDCToken, "HW_ASSUME_ROLE_IDP_ID": keys.HuaweiIDP,
				},
				callers: map[string]string{
					sae.API: emulator.AssumeRoleWithOIDC, testplan.API: emulator.CreateTemporaryAccessKeyByToken,
				},
			}
		},
		"rrsa-pod.yml": func(keys emulator.Keys, tokenFile string) job {
			return job{
				added: map[string]string{
					"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": keys.OIDCProviderArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": tokenFile,
					"ALIBABA_CLOUD_ROLE_ARN": keys.RoleArn, "ALIBABA_CLOUD_STS_ENDPOINT": "sts-vpc.cn-hangzhou.aliyuncs.com",
					"ALIBABA_CLOUD_STS_REGION": "cn-hangzhou", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true",
				},
				callers: map[string]string{sae.API: emulator.AssumeRoleWithOIDC},
			}
		},
	}
	for _, file := range files {
		if _, ok := jobs[filepath.Base(file)]; !ok {
			t.Errorf("%s is not tested", file)
		}
	}
	for name, describe := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			keys := server.Keys()
			f := newWorkDir(t, server)
			f.write("token", keys.OIDCToken)
			j := describe(keys, filepath.Join(f.dir, "token"))
			if err := os.CopyFS(filepath.Join(f.dir, "ci"), os.DirFS(filepath.Join(dir, "ci"))); err != nil {
				t.Fatal(err)
			}
			text := read(t, filepath.Join(dir, name))
			f.jobEnvironment(text, j)
			commands := runByJob.FindAllStringSubmatch(text, -1)
			if len(commands) != 2*len(j.callers) {
				t.Fatalf("found the commands %q", commands)
			}
			for _, command := range commands {
				f.run(strings.Fields(command[1])...)
			}
			sessions := map[string]string{}
			for _, id := range server.Sessions() {
				sessions[id.Name] = id.Via
			}
			for api, want := range j.callers {
				calls := server.Entries(api)
				if len(calls) != 1 || calls[0].Identity != want && sessions[calls[0].Identity] != want {
					t.Errorf("want one call of %s by %s, got %+v", api, want, calls)
				}
			}
		})
	}
}

// jobEnvironment replaces the keys and regions of newWorkDir by the job's variables.
func (f *workDir) jobEnvironment(text string, j job) {
	f.t.Helper()
	maps.DeleteFunc(f.env, func(name, _ string) bool { return strings.Contains(name, "_REGION") || strings.Contains(name, "_KEY") })
	own := maps.Clone(j.own)
	for _, match := range setByJob.FindAllStringSubmatch(text, -1) {
		name, value := match[1]+match[3], strings.Trim(match[2]+match[4], `"`)
		if replaced, ok := own[name]; ok {
			value = replaced
			delete(own, name)
		} else if value == "" {
			f.t.Errorf("the job sets %s to nothing", name)
		}
		f.env[name] = value
	}
	if len(own) > 0 {
		f.t.Errorf("the job does not set %q", slices.Collect(maps.Keys(own)))
	}
	for name, value := range j.added {
		if _, ok := f.env[name]; ok {
			f.t.Errorf("the job sets %s itself", name)
		}
		f.env[name] = value
	}
}
