// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"strconv"
	"time"

	"cosell/internal/central/audit"
	"cosell/internal/central/bulk"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/identity"
)

// auditColumns are what a file of the log says of an entry, in the names of the command that exports it.
var auditColumns = []struct {
	name string
	of   func(*audit.Entry) string
}{
	{"position", func(e *audit.Entry) string { return strconv.FormatInt(e.Position, 10) }},
	{"at", func(e *audit.Entry) string { return e.At.UTC().Format(time.RFC3339Nano) }},
	{"kind", func(e *audit.Entry) string { return e.Kind }},
	{"actor", func(e *audit.Entry) string { return e.Actor }},
	{"actorName", func(e *audit.Entry) string { return e.ActorName }},
	{"proposer", func(e *audit.Entry) string { return e.Proposer }},
	{"door", func(e *audit.Entry) string { return e.Door }},
	{"action", func(e *audit.Entry) string { return e.Action }},
	{"target", func(e *audit.Entry) string { return e.Target }},
	{"subject", func(e *audit.Entry) string { return e.Subject }},
	{"request", func(e *audit.Entry) string { return e.Request }},
	{"remote", func(e *audit.Entry) string { return e.Remote }},
	{"hash", func(e *audit.Entry) string { return e.Hash }},
}

// exportAudit writes the entries that the list shows, all pages of them.
func (p *Portal) exportAudit(ctx context.Context, who identity.Caller, in *listIn, w *attachment) error {
	in.Cursor = ""
	q, err := auditQuery(in)
	if err != nil {
		return err
	}
	if _, _, err := p.Audit.Count(ctx, who, q); err != nil {
		return err // what is refused is refused before the first byte is out
	}
	out, err := sheet.NewCSV(w.named("audit-log", bulk.CSV))
	if err != nil {
		return err
	}
	row := make([]sheet.Cell, len(auditColumns))
	for i, c := range auditColumns {
		row[i].Text = c.name
	}
	if err := out.Row(row...); err != nil {
		return err
	}
	for e, err := range p.Audit.All(ctx, who, q) {
		if err != nil {
			return err
		}
		for i, c := range auditColumns {
			row[i].Text = c.of(e)
		}
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return out.Close()
}
