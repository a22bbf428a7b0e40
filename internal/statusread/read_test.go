// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What is written stays as it is, what is read is laid over it, and the region that was used is told.
func TestReadKeepsWhatIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{region: "cn-hangzhou", script: []any{"BOILING"}}
		s := kettle()
		source := &dataSource{service: s, provider: &Provider{Clouds: map[string]Cloud{"alicloud": {Session: c}}}}
		resp := datasource.ReadResponse{State: tfsdk.State{Schema: s.dataSourceSchema()}}
		written := object{
			"blend": "earl grey", "require": object{"status": []string{"boiling"}, "hot": true},
			"wait": object{"interval": "1s"}, "timeouts": object{"read": "1m"},
		}
		source.Read(t.Context(), datasource.ReadRequest{Config: config(t, s, dataSourceKind, written)}, &resp)
		same(t, resp.Diagnostics)
		written["region"], written["status"], written["hot"], written["request_id"] = "cn-hangzhou", "BOILING", true, "R-1"
		want := config(t, s, dataSourceKind, written).Raw
		if !resp.State.Raw.Equal(want) {
			t.Errorf("got  %s\nwant %s", resp.State.Raw, want)
		}
		if asked := (Request{Region: "cn-hangzhou", ID: "k-1", Filters: map[string]string{"blend": "earl grey"}}); !reflect.DeepEqual(c.asked[0], asked) {
			t.Errorf("asked %v, want %v", c.asked[0], asked)
		}
	})
}

func TestRegions(t *testing.T) {
	for name, tc := range map[string]struct {
		own     string
		written any
		want    string
	}{
		"the cloud's":            {"cn-hangzhou", nil, "cn-hangzhou"},
		"the block's before it":  {"cn-hangzhou", "cn-shanghai", "cn-shanghai"},
		"the block's alone":      {"", "cn-shanghai", "cn-shanghai"},
		"none, which is no harm": {"", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &cloud{region: tc.own, script: []any{"COLD"}}
				same(t, ask(t, t.Context(), c, object{"region": tc.written}))
				if c.asked[0].Region != tc.want {
					t.Errorf("asked in %q, want %q", c.asked[0].Region, tc.want)
				}
			})
		})
	}
}

// The timeout bounds the whole read: 2 minutes unless it says otherwise, in either kind's own argument.
func TestTimeouts(t *testing.T) {
	const advice = "Allow more time in the timeouts block, or find out why Tea is slow."
	kinds := map[string]struct {
		argument string
		read     func(*testing.T, context.Context, *cloud, object) diag.Diagnostics
	}{"data source": {"read", ask}, "ephemeral resource": {"open", open}}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				// Every try takes longer than it may, so that it is the read's time that ends.
				c := &cloud{script: []any{time.Hour}}
				diags := kind.read(t, t.Context(), c, object{"timeouts": object{kind.argument: "7s"}})
				same(t, diags, "Error: Tea Kettle Read Timed Out\nThere was no answer within 7s, after one try. "+advice)
				if took := time.Since(start); took != 7*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
	t.Run("by default", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			provider := &Provider{Clouds: map[string]Cloud{"alicloud": {Session: &cloud{script: []any{time.Hour}}}}, AttemptTimeout: time.Hour}
			diags := askOver(t, t.Context(), provider, nil)
			same(t, diags, "Error: Tea Kettle Read Timed Out\nThere was no answer within 2m, after one try. "+advice)
			if took := time.Since(start); took != 2*time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	})
	t.Run("of one try", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			provider := &Provider{Clouds: map[string]Cloud{"alicloud": {Session: &cloud{script: []any{time.Hour}}}}, Retries: 1, AttemptTimeout: 5 * time.Second}
			same(t, askOver(t, t.Context(), provider, nil), "Error: Tea Kettle Read Timed Out\nThe kettle had not answered when the time for "+
				"this try was over. Given up after 2 tries. Raise request_timeout in the provider's configuration, or find out why Tea is slow."+
				"\n\n  Tries:       2")
		})
	})
}

func TestInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, interrupt)
		start := time.Now()
		diags := ask(t, ctx, &cloud{script: []any{time.Hour}}, nil)
		same(t, diags, "Error: Tea Kettle Read Interrupted\nThe run was interrupted before there was an answer.")
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{script: []any{busy, busy, "BOILING"}}
		same(t, ask(t, t.Context(), c, nil))
		if c.tries != 3 {
			t.Errorf("%d tries", c.tries)
		}
		c = &cloud{script: []any{busy}}
		if diags := ask(t, t.Context(), c, nil); len(diags) != 1 || c.tries != 5 {
			t.Errorf("%d tries, %v", c.tries, diags)
		}
		c = &cloud{script: []any{forbidden, "BOILING"}}
		if diags := ask(t, t.Context(), c, nil); len(diags) != 1 || c.tries != 1 {
			t.Errorf("%d tries, %v", c.tries, diags)
		}
	})
}

// A provider that is not known yet is an error that names what it waits for; a session of another cloud is our defect.
func TestNoSession(t *testing.T) {
	const what = "alicloud.region in the provider's configuration comes from something that does not exist yet, so while planning Alibaba " +
		"Cloud cannot be asked. "
	unknown := &Provider{Clouds: map[string]Cloud{"alicloud": {Unknown: "alicloud.region"}}}
	same(t, askOver(t, t.Context(), unknown, nil), "Error: Provider Configuration Not Known Yet\n"+what+"Make this data source depend on the "+
		"resource the value comes from (depends_on), so that it is read in the apply; or apply that resource first (-target); or give the "+
		"value by the environment.")
	_, diags := kettle().read(t.Context(), unknown, config(t, kettle(), ephemeralKind, nil), ephemeralKind)
	same(t, diags, "Error: Provider Configuration Not Known Yet\n"+what+"Apply the resource it comes from first (-target), or give the value by "+
		"the environment.")
	wrong := &Provider{Clouds: map[string]Cloud{"alicloud": {Session: "a text"}}}
	same(t, askOver(t, t.Context(), wrong, nil),
		"Error: Provider Defect\nThe provider wired alicloud_tea_kettle to the wrong session. Please report this: the session is a string.")
}

// An error that is none of ours hides its text, which may hold anything.
func TestForeignErrorsAreHidden(t *testing.T) {
	s := kettle()
	s.Connect = func(any) (Client, error) {
		return Client{
			Region: func(context.Context, string) (string, error) { return "", errors.New("secret") },
			Read:   func(context.Context, Request) (Reading, error) { return Reading{}, nil },
		}, nil
	}
	_, diags := s.read(t.Context(), &Provider{}, config(t, s, dataSourceKind, nil), dataSourceKind)
	same(t, diags, "Error: Tea Refused the Request\nThe provider met an error it does not know. Look the code up in the API's documentation.")
}

func TestNewReading(t *testing.T) {
	id := "R-1"
	values := map[string]attr.Value{"status": types.StringValue("COLD")}
	if reading := NewReading(values, &id); reading.RequestID != id || !reading.Values["status"].Equal(types.StringValue("COLD")) {
		t.Errorf("%v", reading)
	}
	if reading := NewReading(values, nil); reading.RequestID != "" {
		t.Errorf("%v", reading)
	}
}

// A value that a mapper forgot is a defect of ours, and no null.
func TestMergeMissesNothing(t *testing.T) {
	s := kettle()
	written := config(t, s, dataSourceKind, nil)
	whole := (&cloud{}).reading("COLD", Request{Region: "cn-hangzhou"})
	if _, err := s.merge(t.Context(), written, whole); err != nil {
		t.Error(err)
	}
	delete(whole.Values, "hot")
	if _, err := s.merge(t.Context(), written, whole); err == nil {
		t.Error("a reading without hot passes")
	}
}

// Both kinds have the same, but for the one argument of timeouts.
func TestSchemasAreTwins(t *testing.T) {
	s := kettle()
	data, opened := s.dataSourceSchema(), s.ephemeralSchema()
	names := func(attributes []string, blocks []string) []string {
		return slices.Sorted(slices.Values(append(attributes, blocks...)))
	}
	if a, b := names(keys(data.Attributes), keys(data.Blocks)), names(keys(opened.Attributes), keys(opened.Blocks)); !slices.Equal(a, b) {
		t.Errorf("data source %v, ephemeral resource %v", a, b)
	}
	s.Waits = false
	if _, ok := s.dataSourceSchema().Blocks["wait"]; ok {
		t.Error("a service that does not wait has a wait block")
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	return out
}
