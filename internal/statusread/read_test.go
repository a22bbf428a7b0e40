// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// The state has the arguments as configured, the attributes as read, and the region that was used.
func TestReadKeepsWhatIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &fakeClient{region: "cn-hangzhou", script: []any{"BOILING"}}
		typ := oneOf(kettle())
		written := object{
			"blend": "earl grey", "require": object{"status": []string{"boiling"}, "hot": true},
			"wait": object{"interval": "1s"}, "timeouts": object{"read": "1m"},
		}
		got, diags := read(t.Context(), typ, configured(c), config(t, typ, dataSourceKind, written), dataSourceKind, noProgress)
		same(t, diags)
		written["region"], written["status"], written["hot"], written["request_id"] = "cn-hangzhou", "BOILING", true, "R-1"
		if want := config(t, typ, dataSourceKind, written).Raw; !got.Equal(want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if asked := (Request{ID: "k-1", Filters: map[string]string{"blend": "earl grey"}}); !reflect.DeepEqual(c.requests[0], asked) {
			t.Errorf("asked %v, want %v", c.requests[0], asked)
		}
	})
}

// The state and the diagnostics have the region that was used, which the configuration need not have.
func TestRegions(t *testing.T) {
	for name, tc := range map[string]struct {
		provider string
		block    any
		want     types.String
		in       string
	}{
		"the provider's":          {"cn-hangzhou", nil, types.StringValue("cn-hangzhou"), " in region cn-hangzhou"},
		"the block's before it":   {"cn-hangzhou", "cn-shanghai", types.StringValue("cn-shanghai"), " in region cn-shanghai"},
		"the block's alone":       {"", "cn-shanghai", types.StringValue("cn-shanghai"), " in region cn-shanghai"},
		"none, which is no error": {"", nil, types.StringNull(), ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				typ, client := oneOf(kettle()), &fakeClient{region: tc.provider, script: []any{"COLD"}}
				raw, diags := read(t.Context(), typ, configured(client), config(t, typ, dataSourceKind, object{"region": tc.block}), dataSourceKind, noProgress)
				same(t, diags)
				var region types.String
				state := tfsdk.State{Schema: dataSourceSchema(typ), Raw: raw}
				if diags := state.GetAttribute(t.Context(), path.Root("region"), &region); diags.HasError() || !region.Equal(tc.want) {
					t.Errorf("the state has the region %s, want %s; %v", region, tc.want, diags)
				}
				failing := &fakeClient{region: tc.provider, script: []any{&apierr.Error{Kind: apierr.NotFound}}}
				same(t, readKettle(t, t.Context(), failing, object{"region": tc.block}),
					"Error: Tea Kettle Not Found\nTea has no kettle with this kettle_id"+tc.in+". Check the id.\n\n  kettle_id:   \"k-1\"")
			})
		})
	}
}

// The timeout bounds the whole read: 2 minutes unless it is set, in either kind's own argument.
func TestTimeouts(t *testing.T) {
	const advice = "Allow more time in the timeouts block, or find out why Tea is slow.\n\n  kettle_id:   \"k-1\""
	kinds := map[string]struct {
		argument string
		read     func(*testing.T, context.Context, *fakeClient, object) diag.Diagnostics
	}{"data source": {"read", readKettle}, "ephemeral resource": {"open", openKettle}}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				// Each attempt outlasts the read's timeout.
				c := &fakeClient{script: []any{time.Hour}}
				diags := kind.read(t, t.Context(), c, object{"timeouts": object{kind.argument: "7s"}})
				same(t, diags, "Error: Tea Kettle Read Timed Out\nThere was no response within 7s, after one attempt. "+advice)
				if took := time.Since(start); took != 7*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
	t.Run("by default", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			provider := configured(&fakeClient{script: []any{time.Hour}})
			provider.Retries, provider.AttemptTimeout = 0, time.Hour
			diags := readWith(t, t.Context(), provider, nil)
			same(t, diags, "Error: Tea Kettle Read Timed Out\nThere was no response within 2m, after one attempt. "+advice)
			if took := time.Since(start); took != 2*time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	})
	t.Run("of one attempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			provider := configured(&fakeClient{script: []any{time.Hour}})
			provider.Retries, provider.AttemptTimeout = 1, 5*time.Second
			same(t, readWith(t, t.Context(), provider, nil), "Error: Tea Kettle Read Timed Out\nThe kettle did not respond within the "+
				"attempt's timeout. Gave up after 2 attempts. Raise request_timeout in the provider's configuration, or find out why Tea is slow."+
				"\n\n  kettle_id:   \"k-1\"\n  Attempts:    2")
		})
	})
}

func TestInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, interrupt)
		start := time.Now()
		diags := readKettle(t, ctx, &fakeClient{script: []any{time.Hour}}, nil)
		same(t, diags, "Error: Tea Kettle Read Interrupted\nThe run was interrupted before there was a response.\n\n  kettle_id:   \"k-1\"")
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

// A read that is over before it begins says so.
func TestOverBefore(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	same(t, readKettle(t, ctx, &fakeClient{region: "cn-hangzhou", script: []any{"BOILING"}}, nil),
		"Error: Tea Kettle Read Interrupted\nThe run was interrupted before there was a response.\n\n  kettle_id:   \"k-1\"")
	got := texts(readKettle(t, t.Context(), &fakeClient{region: "cn-hangzhou", script: []any{"BOILING"}}, object{"timeouts": object{"read": "1ns"}}))
	if len(got) != 1 || !strings.HasPrefix(got[0], "Error: Tea Kettle Read Timed Out\n") {
		t.Errorf("got %q", got)
	}
}

// A read that ran out of time because it was throttled says so, instead of asking why the service is slow.
func TestThrottledTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttled := &apierr.Error{Kind: apierr.Throttled, Code: "Throttling.User", HTTPStatus: 429}
		got := texts(readKettle(t, t.Context(), &fakeClient{region: "cn-hangzhou", script: []any{throttled, time.Hour}}, object{
			"timeouts": object{"read": "7s"},
		}))
		if len(got) != 1 || !strings.Contains(got[0], "make fewer requests at a time (-parallelism, max_concurrency): they are throttled.") ||
			strings.Contains(got[0], "is slow") {
			t.Errorf("got %q", got)
		}
	})
}

func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &fakeClient{script: []any{busy, busy, "BOILING"}}
		same(t, readKettle(t, t.Context(), c, nil))
		if len(c.requests) != 3 {
			t.Errorf("%d attempts", len(c.requests))
		}
		c = &fakeClient{script: []any{busy}}
		if diags := readKettle(t, t.Context(), c, nil); len(diags) != 1 || len(c.requests) != 5 {
			t.Errorf("%d attempts, %v", len(c.requests), diags)
		}
		c = &fakeClient{script: []any{forbidden, "BOILING"}}
		if diags := readKettle(t, t.Context(), c, nil); len(diags) != 1 || len(c.requests) != 1 {
			t.Errorf("%d attempts, %v", len(c.requests), diags)
		}
	})
}

// An API whose configuration is not known yet is an error that names the unknown argument.
func TestUnknownConfiguration(t *testing.T) {
	const what = "alicloud.region in the provider's configuration is not known until something else is applied, so Alibaba Cloud cannot " +
		"be read while planning. "
	unknown := &Provider{APIs: map[string]API{kettle().Name: {Unknown: "alicloud.region"}}}
	same(t, readWith(t, t.Context(), unknown, nil), "Error: Provider Configuration Not Known Yet\n"+what+"Make this data source depend on the "+
		"resource the value comes from (depends_on), so that it is read in the apply; or apply that resource first (-target); or set the "+
		"value in the environment.")
	_, diags := read(t.Context(), oneOf(kettle()), unknown, config(t, oneOf(kettle()), ephemeralKind, nil), ephemeralKind, noProgress)
	same(t, diags, "Error: Provider Configuration Not Known Yet\n"+what+"Apply the resource it comes from first (-target), or set the value in "+
		"the environment.")
}

type failingClient struct{ err error }

func (c failingClient) Read(context.Context, Request) (Reading, error) { return Reading{}, c.err }

// The text of an error that is no *apierr.Error is not shown: it may contain anything.
func TestForeignErrorsAreHidden(t *testing.T) {
	same(t, readWith(t, t.Context(), configured(failingClient{errors.New("secret")}), nil),
		"Error: Tea Request Rejected\nThe provider met an error it does not know. Look the code up in the API's documentation.\n\n  kettle_id:   \"k-1\"")
}

// forgetful is a client whose mapping has no value for one attribute.
type forgetful struct{}

func (forgetful) Read(context.Context, Request) (Reading, error) {
	reading := kettleReading("BOILING", "cn-hangzhou")
	delete(reading.Values, "why")
	return reading, nil
}

// An attribute that a mapping omits is a defect of the provider, not null.
func TestDefect(t *testing.T) {
	one := readWith(t, t.Context(), configured(forgetful{}), nil)
	_, many := readKettles(t, t.Context(), forgetful{}, kettleIDs(9), nil)
	for name, diags := range map[string]diag.Diagnostics{"a_kettle": one, "kettles": many} {
		if len(diags) != 1 || diags[0].Summary() != "Provider Defect" || !strings.Contains(diags[0].Detail(), name) ||
			!strings.Contains(diags[0].Detail(), "why") {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// A service whose status does not change by waiting has no wait block.
func TestNoWait(t *testing.T) {
	s := kettle()
	s.Waits = false
	if _, ok := dataSourceSchema(oneOf(s)).Blocks["wait"]; ok {
		t.Error("there is a wait block")
	}
}
