// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package backend stands in for each of Terraform's state backends that live in modules of their own (overlay.json):
// they bring in the SDKs of every cloud, and the tests keep their state in files.
package backend

import "github.com/hashicorp/terraform/internal/backend"

// New is what Terraform calls for a `backend "s3"` block, for one.
func New() backend.Backend {
	panic("this Terraform is built for tests: of the state backends it has only local, http and inmem")
}
