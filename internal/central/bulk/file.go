// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"io"
	"strings"

	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/identity"
)

// A Format is how a table is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

func (f Format) open(w io.Writer, l Language) (sheet.Writer, error) {
	if f == XLSX {
		return sheet.NewXLSX(w, sheetName(l))
	}
	return sheet.NewCSV(w)
}

// said is why something is refused and how to mend it, as one text in a language.
func (p *Problem) said(l Language, columns []*Column) string {
	what, how := p.Message, p.FixEN
	if l == Japanese {
		what, how = p.MessageJA, p.FixJA
	}
	text := how
	if ours := strings.HasPrefix(p.Rule, "sheet-") || strings.HasPrefix(p.Rule, "bulk-"); ours || how == "" {
		text = strings.TrimSpace(what + " " + how) // AWS's own messages name wire paths, and say no more than how to mend it
	}
	if p.Column != "" && l == English {
		text = catalogueColumn(columns, p.Column).Heading(l) + ": " + text
	}
	return text
}

func saidAll(problems []Problem, l Language, columns []*Column) string {
	all := make([]string, len(problems))
	for i := range problems {
		all[i] = problems[i].said(l, columns)
	}
	return strings.Join(all, "\n")
}

var (
	errorHeading = map[Language]string{English: "Errors", Japanese: "エラー"}
	lineHeading  = map[Language]string{English: "Line", Japanese: "行"}
)

// Faulty writes the rows of a run that are not good, as they came in, each with what is wrong with it. It is itself a file
// that can be mended and brought in.
func (r *Room) Faulty(ctx context.Context, c identity.Caller, id string, f Format, l Language, w io.Writer) error {
	run, err := r.Read(ctx, c, id)
	if err != nil {
		return err
	}
	out, err := f.open(w, l)
	if err != nil {
		return err
	}
	head := make([]sheet.Cell, 0, len(run.columns)+1)
	for _, column := range run.columns {
		head = append(head, sheet.Cell{Text: column.Heading(l)})
	}
	if err := out.Row(append(head, sheet.Cell{Text: errorHeading[l]})...); err != nil {
		return err
	}
	err = r.every(ctx, &run, []string{bad, failed}, func(row *Row) error {
		cells := make([]sheet.Cell, len(run.columns))
		for i, text := range row.Cells {
			cells[i] = sheet.Cell{Text: text}
		}
		return out.Row(append(cells, sheet.Cell{Text: saidAll(row.Problems, l, run.columns)})...)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// Log writes what became of the rows of a run: those that were carried out, or those that were not, with the reason.
func (r *Room) Log(ctx context.Context, c identity.Caller, id string, succeeded bool, f Format, l Language, w io.Writer) error {
	run, err := r.Read(ctx, c, id)
	if err != nil {
		return err
	}
	out, err := f.open(w, l)
	if err != nil {
		return err
	}
	head := []sheet.Cell{{Text: lineHeading[l]}, {Text: named(idOpportunity).Heading(l)}, {Text: named(idCompany).Heading(l)}, {Text: named(idTitle).Heading(l)}}
	states := []string{done}
	if !succeeded {
		head, states = append(head, sheet.Cell{Text: errorHeading[l]}), []string{bad, failed}
	}
	if err := out.Row(head...); err != nil {
		return err
	}
	err = r.every(ctx, &run, states, func(row *Row) error {
		about := row.Outcome
		if about == "" {
			about = row.Subject
		}
		cells := []sheet.Cell{number(row.Number), {Text: about}, {Text: row.Company}, {Text: row.Title}}
		if !succeeded {
			cells = append(cells, sheet.Cell{Text: saidAll(row.Problems, l, run.columns)})
		}
		return out.Row(cells...)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// every visits all rows of a run that are in some states.
func (r *Room) every(ctx context.Context, run *Run, states []string, visit func(*Row) error) error {
	const page = 500
	for after := 0; ; {
		rows, err := r.rows(ctx, run, states, after, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			if err := visit(&rows[i]); err != nil {
				return err
			}
			after = rows[i].Number
		}
	}
}
