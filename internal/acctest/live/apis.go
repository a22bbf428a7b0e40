// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// api is an API that can be read live. Attributes are named by paths, such as "packages[*].resource_status".
type api struct {
	// product is its short name, call its name in the emulator.
	product, call string
	// typeName is the name of all its kinds, argument their required argument.
	typeName, argument string
	// plural is the data source that reads many at once, if there is one.
	plural *plural
	// idVariable has the id to read; without it the API is not read.
	idVariable string
	// endpointVariable has an endpoint to use instead of the cloud's own, providerVariable is where the provider looks for it.
	endpointVariable, providerVariable string
	// folder is the service's package, which lists its status values.
	folder string

	// notNull are attributes that every response has.
	notNull []string
	// statuses are attributes with documented values, in the order in which an action shows them.
	statuses []string
	times    []timestamp
	derived  derived
	// private are attributes that identify the account. They are not printed.
	private []string
	// stored is a secret that the data source is documented to store in the state.
	stored string
	// kept are the members of a response that a recording keeps as they are. All others get made-up values.
	kept []string
}

// plural is a data source that reads many: its type, its argument and the attribute with its elements.
type plural struct{ typeName, argument, elements string }

// timestamp is a time attribute: as it was sent, and either converted to RFC 3339 or in a documented layout.
type timestamp struct{ sent, converted, layout string }

// derived is a boolean that the provider derives, with the reason that it gives while the boolean is false.
type derived struct {
	name, reason string
	// holds returns whether it has to be true and whether it can be. The two differ only near a time limit.
	holds func(values map[string]any, now time.Time) (must, may bool)
}

var apis = []api{
	{
		product: "PTS", call: "GetPtsSceneRunningStatus",
		typeName: "cloudstatus_alicloud_pts_scene", argument: "scene_id",
		plural:           &plural{"cloudstatus_alicloud_pts_scenes", "scene_ids", "scenes"},
		idVariable:       "CLOUDSTATUS_LIVE_SCENE_ID",
		endpointVariable: "CLOUDSTATUS_LIVE_ENDPOINT_PTS", providerVariable: "ALIBABA_CLOUD_ENDPOINT_PTS",
		folder:   "internal/services/ptsscene",
		notNull:  []string{"status", "request_id"},
		statuses: []string{"status"},
		times: []timestamp{
			{sent: "create_time", layout: time.DateTime},
			{sent: "modified_time", layout: time.DateTime},
		},
		derived: derived{"idle", "not_idle_reason", idle},
		private: []string{"scene_id", "scene_name", "request_id"},
		kept:    []string{"Status", "Success", "Code", "HttpStatusCode", "CreateTime", "ModifiedTime"},
	},
	{
		product: "SAE", call: "DescribeApplicationStatus",
		typeName: "cloudstatus_alicloud_sae_application", argument: "app_id",
		plural:           &plural{"cloudstatus_alicloud_sae_applications", "app_ids", "applications"},
		idVariable:       "CLOUDSTATUS_LIVE_APP_ID",
		endpointVariable: "CLOUDSTATUS_LIVE_ENDPOINT_SAE", providerVariable: "ALIBABA_CLOUD_ENDPOINT_SAE",
		folder:   "internal/services/saeapplication",
		notNull:  []string{"region", "current_status", "request_id"},
		statuses: []string{"current_status", "last_change_order_status", "sub_status"},
		times:    []timestamp{{sent: "create_time", converted: "created_at"}},
		derived:  derived{"ready", "not_ready_reason", ready},
		private: []string{
			"app_id", "last_change_order_id", "not_ready_reason", "arms_apm_info", "request_id", "trace_id",
		},
		stored: "arms_apm_info.license_key",
		kept: []string{
			"ArmsAdvancedEnabled", "CurrentStatus", "SubStatus", "RunningInstances", "LastChangeOrderStatus",
			"LastChangeOrderRunning", "EnableAgent", "FileSizeLimit", "CreateTime", "Code", "ErrorCode", "Success",
		},
	},
	{
		product: "TestPlan", call: "ShowEchoTestPackageUsing",
		typeName: "cloudstatus_huaweicloud_codearts_testplan_packages", argument: "service_id",
		idVariable:       "CLOUDSTATUS_LIVE_SERVICE_ID",
		endpointVariable: "CLOUDSTATUS_LIVE_ENDPOINT_CLOUDTEST", providerVariable: "HW_ENDPOINT_CLOUDTEST",
		folder:   "internal/services/testplanpackages",
		notNull:  []string{"region", "packages"},
		statuses: []string{"packages[*].resource_status"},
		times: []timestamp{
			{sent: "packages[*].start_time", converted: "packages[*].starts_at"},
			{sent: "packages[*].expiration_time", converted: "packages[*].expires_at"},
		},
		derived: derived{"licensed", "not_licensed_reason", licensed},
		private: []string{"service_id", "resource_id", "tenant_id", "request_id"},
		kept: []string{
			"status", "spec_code", "resource_status", "has_license", "package_user", "original_amount", "resource_used",
			"start_time", "expiration_time", "error_code",
		},
	},
}

func idle(values map[string]any, _ time.Time) (must, may bool) {
	is := slices.Contains([]any{"CREATED", "STOPPED"}, values["status"])
	return is, is
}

func ready(values map[string]any, _ time.Time) (must, may bool) {
	order, orderID := values["last_change_order_status"], values["last_change_order_id"]
	is := values["current_status"] == "RUNNING" &&
		values["last_change_order_running"] != true &&
		(order == "SUCCESS" || order == nil && orderID == nil) &&
		(values["sub_status"] == "NORMAL" || values["sub_status"] == nil) &&
		values["running_instances"] != json.Number("0")
	return is, is
}

func licensed(values map[string]any, now time.Time) (must, may bool) {
	for _, each := range at(values, "packages[*]") {
		p, _ := each.(map[string]any)
		if p["has_license"] != true || p["resource_status"] != "normal" {
			continue
		}
		// Between the read and this check time passes, and the clocks may differ.
		const tolerance = 5 * time.Minute
		must = must || startedBy(p, now.Add(-tolerance)) && !expiredBy(p, now.Add(tolerance))
		may = may || startedBy(p, now.Add(tolerance)) && !expiredBy(p, now.Add(-tolerance))
	}
	return must, may
}

func startedBy(p map[string]any, now time.Time) bool {
	return p["start_time"] == nil || isBefore(p["starts_at"], now)
}

func expiredBy(p map[string]any, now time.Time) bool {
	return p["expiration_time"] != nil && (p["expires_at"] == nil || isBefore(p["expires_at"], now))
}

func isBefore(at any, now time.Time) bool {
	text, _ := at.(string)
	t, err := time.Parse(time.RFC3339, text)
	return err == nil && t.Before(now)
}

// at returns the value at a path, or those in each element of a list at [*]. What has no value is nil.
func at(value any, path string) []any {
	if path == "" {
		return []any{value}
	}
	name, rest, _ := strings.Cut(path, ".")
	name, isList := strings.CutSuffix(name, "[*]")
	object, _ := value.(map[string]any)
	if !isList {
		return at(object[name], rest)
	}
	var all []any
	list, _ := object[name].([]any)
	for _, element := range list {
		all = append(all, at(element, rest)...)
	}
	return all
}
