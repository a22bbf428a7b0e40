// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"math/big"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Text makes a Terraform string; nil and "" are null, since the clouds use either for "nothing".
func Text(s *string) types.String {
	if s == nil || *s == "" {
		return types.StringNull()
	}
	return types.StringValue(*s)
}

// Exact makes a Terraform number from decimal text without rounding: 512 bits hold more digits than any cloud sends.
func Exact(s *string) (types.Number, error) {
	if s == nil {
		return types.NumberNull(), nil
	}
	f, _, err := big.ParseFloat(*s, 10, 512, big.ToNearestEven)
	if err != nil || f.IsInf() {
		return types.NumberNull(), &apierr.Error{
			Kind: apierr.Undecodable, Reason: "The answer holds a number that cannot be read.", Err: err,
		}
	}
	return types.NumberValue(f), nil
}

// Instant reads a time stamp whose form its document leaves open: 10 digits are seconds and 13 digits milliseconds
// since 1970, RFC 3339 with a zone is itself. Anything else is no instant, since a guess would be an invention.
func Instant(s *string) (time.Time, bool) {
	if s == nil {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339Nano, *s); err == nil {
		// At the ends of the calendar its zone takes a time to a year that RFC 3339 cannot write.
		t = t.UTC()
		return t, 0 <= t.Year() && t.Year() <= 9999
	}
	for _, c := range *s {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
	}
	n, err := strconv.ParseInt(*s, 10, 64)
	switch {
	case err != nil:
		return time.Time{}, false
	case len(*s) == 10:
		return time.Unix(n, 0).UTC(), true
	case len(*s) == 13:
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

// RFC3339 makes the *_at form of a time stamp: RFC 3339 in UTC to the second, or null where it is no instant. The
// *_time attribute beside it keeps what was sent.
func RFC3339(s *string) types.String {
	t, ok := Instant(s)
	if !ok {
		return types.StringNull()
	}
	return types.StringValue(t.Format(time.RFC3339))
}

// NewReading makes a Reading of values, one for region and for each of the service's attributes.
func NewReading(values map[string]attr.Value, requestID *string) Reading {
	reading := Reading{Values: values}
	if requestID != nil {
		reading.RequestID = *requestID
	}
	return reading
}
