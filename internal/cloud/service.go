// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"fmt"
	"slices"
	"strings"
)

// Service is one service of a cloud.
type Service struct {
	// Key names it in the provider's endpoints argument ("cloudtest"), Name in errors ("CodeArts TestPlan").
	Key, Name string
	// Host is the first part of its hosts: "cloudtest-ext".
	Host string
	// Central reports that it has one host for all regions, and so needs none.
	Central bool
	// Regions are those that are known to have it.
	Regions []string
}

// Settings are what the settings of a cloud are called.
type Settings struct {
	// Block is the provider's block, RegionVariable an environment variable that gives the region. EndpointVariable begins those that
	// give endpoints; a service's key in capitals ends them.
	Block, RegionVariable, EndpointVariable string
	// ExampleRegion is a region that the cloud has.
	ExampleRegion string
	// Domain is what gives the domain of the hosts, "" if nothing can.
	Domain string
}

// UnreachableAdvice is the advice for a service of which the host does not resolve or is not reached. region is the one in the
// host's name, if any.
func (s Settings) UnreachableAdvice(endpoints Endpoints, service Service, region Region) string {
	if given, found := endpoints[service.Key]; found {
		return "Check " + given.Setting + "."
	}
	way := fmt.Sprintf("by endpoints = { %s = \"https://…\" } in the provider's %s block, or by %s%s.",
		service.Key, s.Block, s.EndpointVariable, strings.ToUpper(service.Key))
	known := "The host is a known one of " + service.Name
	check := "check this machine's name server (DNS), its network, and HTTPS_PROXY if it needs a proxy"
	if s.Domain != "" {
		known += ", if its domain is right"
		check += "; and " + s.Domain + " if it is set"
	}
	if service.Central || region.ID == "" || slices.Contains(service.Regions, region.ID) {
		return fmt.Sprintf("%s, so %s. Another host of it is given %s", known, check, way)
	}
	spelling := "Check the region's spelling"
	if region.Source != "" {
		spelling += fmt.Sprintf(": %q is from %s", region.ID, region.Source)
	}
	if len(service.Regions) == 0 {
		return fmt.Sprintf("%s. If it is right, %s. Another host of %s is given %s", spelling, check, service.Name, way)
	}
	return fmt.Sprintf("%s. %s is known to be offered in %s. If it is offered in %s too, give its host %s",
		spelling, service.Name, strings.Join(service.Regions, ", "), region.ID, way)
}
