// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"io"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"

	"cosell/internal/ace/rule"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
)

func number(n int) sheet.Cell { return sheet.Cell{Text: strconv.Itoa(n), Kind: sheet.Number} }

// An Export asks for opportunities as a table: those that are named, else all of a view in its order.
type Export struct {
	Selection
	Format   Format
	Language Language
}

// Export writes the opportunities of a view, as many as a file may have. What AWS refers and nobody has accepted is no
// opportunity of the partner's yet, and is in no view.
func (r *Room) Export(ctx context.Context, c identity.Caller, in Export, w io.Writer) error {
	return r.write(ctx, c, in, exportColumns(), func(*opportunity.Record) bool { return true }, w)
}

// Prepare writes the file that changes come by: the opportunities of a view that AWS has validated, with the version on
// which a change is decided.
func (r *Room) Prepare(ctx context.Context, c identity.Caller, in Export, w io.Writer) error {
	return r.write(ctx, c, in, updateColumns(), func(rec *opportunity.Record) bool { return rule.MayCall(rec.State(), rule.CallUpdate, "") }, w)
}

func (r *Room) write(ctx context.Context, c identity.Caller, in Export, columns []*Column, wanted func(*opportunity.Record) bool, w io.Writer) error {
	if err := enter(c); err != nil {
		return err
	}
	// What is refused is refused before the first byte is out: the view is asked for once by itself.
	probe := in.View
	probe.Catalog, probe.Size, probe.Cursor = catalog, 1, ""
	if _, err := r.Opportunities.Browse(ctx, c, probe); err != nil {
		return err
	}
	out, err := in.Format.open(w, in.Language)
	if err != nil {
		return err
	}
	head := make([]sheet.Cell, len(columns))
	for i, column := range columns {
		head[i] = sheet.Cell{Text: column.Heading(in.Language)}
	}
	if err := out.Row(head...); err != nil {
		return err
	}
	b := &batch{room: r, caller: c, write: func(rec *opportunity.Record) error {
		if !wanted(rec) {
			return nil
		}
		return out.Row(record(columns, in.Language, rec)...)
	}}
	if err := b.all(ctx, in.Selection); err != nil {
		return err
	}
	return out.Close()
}

// record is a record as a row of a table.
func record(columns []*Column, l Language, rec *opportunity.Record) []sheet.Cell {
	cells := make([]sheet.Cell, len(columns))
	for i, c := range columns {
		switch c.ID {
		case idOpportunity:
			cells[i].Text = rec.ID()
		case idModified:
			cells[i].Text = rec.Locked()
		case "created_date":
			cells[i].Text = rec.Created.UTC().Format("2006-01-02T15:04:05Z")
		case "origin":
			cells[i].Text = written(c.Field, l, rec.Origin)
		case "involvement_type":
			cells[i].Text = written(c.Field, l, rec.Involvement)
		case "visibility":
			cells[i].Text = written(c.Field, l, rec.Visibility)
		case idOwner:
			cells[i].Text = rec.Owner
		default:
			cells[i] = c.shown(l, rec.Doc)
		}
	}
	return cells
}

// A batch reads records several at once and hands them on in their order.
type batch struct {
	room   *Room
	caller identity.Caller
	write  func(*opportunity.Record) error
	ids    []string
}

// apiece is how many records are read at once; as many are in memory.
const apiece = 100

func (b *batch) all(ctx context.Context, s Selection) error {
	if len(s.IDs) > 0 {
		for _, id := range s.IDs[:min(len(s.IDs), b.room.RowLimit)] {
			if err := b.add(ctx, id); err != nil {
				return err
			}
		}
		return b.flush(ctx)
	}
	err := b.room.each(ctx, b.caller, s.View, b.room.RowLimit, func(row listing.Row) error {
		return b.add(ctx, opportunity.Key{Number: row.Number}.ID())
	})
	if err != nil {
		return err
	}
	return b.flush(ctx)
}

func (b *batch) add(ctx context.Context, id string) error {
	if b.ids = append(b.ids, id); len(b.ids) < apiece {
		return nil
	}
	return b.flush(ctx)
}

// flush reads what was gathered. A record that is gone meanwhile, or is another's, is left out.
func (b *batch) flush(ctx context.Context) error {
	found := make([]*opportunity.Record, len(b.ids))
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, id := range b.ids {
		g.Go(func() (err error) {
			found[i], err = b.room.Opportunities.Read(within, b.caller, catalog, id)
			if fault.Is(err, fault.NotFound) {
				found[i], err = nil, nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	b.ids = b.ids[:0]
	for _, rec := range found {
		if rec == nil {
			continue
		}
		if err := b.write(rec); err != nil {
			return err
		}
	}
	return nil
}
