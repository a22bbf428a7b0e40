// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

// ExampleRegion is a region that exists, for documentation and advice.
const ExampleRegion = "cn-north-4"
