// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

// ExampleRegion is a region that exists, for documentation and advice.
const ExampleRegion = "cn-hangzhou"
