// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Debug writes a log line at level DEBUG. It cleans the fields, in place. The message is the provider's own. Nothing else writes log
// lines.
func Debug(ctx context.Context, message string, fields map[string]any) {
	for name, value := range fields {
		if text, ok := value.(string); ok {
			fields[name] = logText{ctx, text}
		}
	}
	tflog.Debug(ctx, message, fields)
}

// logText is a text that is cleaned only when it is written, since the log is rarely read.
type logText struct {
	ctx  context.Context //nolint:containedctx // The value lives no longer than the call that makes it.
	text string
}

// String serves a log of plain text.
func (l logText) String() string { return redact.Line(l.ctx, l.text) }

// MarshalText serves a log of JSON.
func (l logText) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
