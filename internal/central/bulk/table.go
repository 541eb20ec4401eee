// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"fmt"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/fault"
)

// A table is a file by its columns.
type table struct {
	kind    Kind
	columns []*Column // in the order of the file
	places  []int     // where in the file each of them stands
	aside   []int     // where what this room itself has written stands: the errors of a file that comes in again
	lines   []line
}

// A line is a row of a file by the table's columns.
type line struct {
	number int
	cells  []sheet.Cell
}

// take takes the next row of the file. The first one is the heading.
func (t *table) take(row sheet.Row) error {
	if t.columns == nil {
		return t.head(row.Cells)
	}
	l := line{number: row.Line, cells: make([]sheet.Cell, len(t.columns))}
	for i, place := range t.places {
		if place < len(row.Cells) {
			l.cells[i] = row.Cells[place]
		}
	}
	for place, cell := range row.Cells {
		if cell.Text != "" && !slices.Contains(t.places, place) && !slices.Contains(t.aside, place) {
			return fault.Malformed(headingFault("heading", fmt.Sprintf("Column %d has no heading, but line %d has a value in it.", place+1, row.Line),
				fmt.Sprintf("%d 列目に見出しがありませんが、%d 行目に値が入っています。", place+1, row.Line),
				"Give the column the heading of the template, or empty it.", "テンプレートの見出しを付けるか、列を空にしてください。"))
		}
	}
	t.lines = append(t.lines, l)
	return nil
}

// head reads the heading. A column that is not known is not left out silently: what stands in it would be lost.
func (t *table) head(cells []sheet.Cell) error {
	known := byHeading(columnsOf(t.kind))
	var broken []catalogue.Violation
	for place, cell := range cells {
		if cell.Text == "" {
			continue
		}
		c := known[bare(cell.Text)]
		shown := catalogue.Shown(cell.Text, false)
		switch {
		case cell.Text == errorHeading[English] || cell.Text == errorHeading[Japanese]:
			t.aside = append(t.aside, place)
		case c == nil:
			broken = append(broken, headingFault("unknown", fmt.Sprintf("The column %q is not one of the template.", shown),
				fmt.Sprintf("列「%s」はテンプレートにありません。", shown), "Take the column out, or give it the heading of the template.", "列を削除するか、テンプレートの見出しに直してください。"))
		case slices.Contains(t.columns, c):
			broken = append(broken, headingFault("repeated", fmt.Sprintf("The column %q is there twice.", shown), fmt.Sprintf("列「%s」が重複しています。", shown),
				"Take one of the two out.", "どちらかを削除してください。"))
		default:
			t.columns, t.places = append(t.columns, c), append(t.places, place)
		}
	}
	if len(t.columns) == 0 {
		return fault.Malformed(headingFault("heading", "The first row is not the heading of the template.", "1 行目がテンプレートの見出し行ではありません。",
			"Upload the template with its heading in the first row.", "テンプレートの見出しを 1 行目に残したままアップロードしてください。"))
	}
	var missing []string
	for _, c := range columnsOf(t.kind) {
		if needed := c.Key || t.kind == Import && c.ImportNeed == "required"; needed && !slices.Contains(t.columns, c) {
			missing = append(missing, c.EN+" / "+c.JA)
		}
	}
	if len(missing) > 0 {
		names := strings.Join(missing, ", ")
		broken = append(broken, headingFault("missing", "The file lacks columns: "+names+".", "次の列がありません: "+strings.Join(missing, "、"),
			"Add them, or begin with a new template.", "列を追加するか、新しいテンプレートを使用してください。"))
	}
	if len(broken) > 0 {
		return fault.Malformed(broken...)
	}
	return nil
}
