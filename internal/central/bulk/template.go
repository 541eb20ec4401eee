// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/identity"
	"cosell/internal/central/solution"
)

//go:embed template.json
var issueText []byte

// An Issue is what the template was made of, and the day when that changed last. A test holds it against the catalogue.
type Issue struct {
	Hash    string `json:"hash"`
	Changed string `json:"changed"` // 2006-01-02
}

// TemplateIssue is the present one.
var TemplateIssue = func() (i Issue) {
	if err := json.Unmarshal(issueText, &i); err != nil {
		panic(err) // the file is part of the program
	}
	return i
}()

// TemplateHash stands for all that a template says: its columns, their guidance and their values.
func TemplateHash() string {
	h := sha256.New()
	for _, l := range []Language{English, Japanese} {
		for _, c := range importColumns() {
			_, _ = fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00", c.ID, c.Heading(l), c.Need(), c.guide(l)) // a hash takes all
			for _, v := range c.Choices(l) {
				_, _ = fmt.Fprintf(h, "%s\x00", v)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Choices are the values of a column's list as a sheet writes them.
func (c *Column) Choices(l Language) []string {
	var all []string
	for _, v := range catalogue.Values(c.Values) {
		if v.API != "" {
			all = append(all, written(c.Field, l, v.API))
		}
	}
	return all
}

// wording is the texts of a template that are of no field.
type wording struct {
	values, products, guide           string // names of sheets
	code, name, family, id, offering  string // headings of the list of products and offerings
	column, need, says                string // headings of the guide
	changed, rows                     string
	needs                             map[string]string
	several, longest, day, zeros, dot string
}

var words = map[Language]wording{
	English: {
		values: "Values", products: "Products and offerings", guide: "Guide",
		code: "Product code", name: "Product", family: "Family", id: "Offering ID", offering: "Offering",
		column: "Column", need: "Needed", says: "What to enter", changed: "Last change of this template: %s",
		rows:    "At most %d rows are brought in at once. Leave the headings as they are; give dates as month/day/year.",
		needs:   map[string]string{"required": "Required", "conditional": "Required in some cases", "optional": "Optional"},
		several: "Several values are separated by semicolons.", longest: "At most %d characters.", day: "Month/day/year, such as 03/31/2027.",
		zeros: "Keep the zeros that it begins with: the cell is text.", dot: ". ",
	},
	Japanese: {
		values: "値", products: "製品とオファリング", guide: "使い方",
		code: "製品コード", name: "製品", family: "ファミリー", id: "オファリング ID", offering: "オファリング",
		column: "列", need: "必須", says: "入力する内容", changed: "このテンプレートの最終更新日: %s",
		rows:    "一度に取り込めるのは %d 行までです。見出しは変更しないでください。日付は 月/日/年 の順に入力します。",
		needs:   map[string]string{"required": "必須", "conditional": "条件により必須", "optional": "任意"},
		several: "複数の値はセミコロン（;）で区切ります。", longest: "%d 文字以内です。", day: "2027/03/31 または 03/31/2027（月/日/年）の形式で入力します。",
		zeros: "先頭の 0 が消えないよう、セルの書式は文字列です。", dot: "。",
	},
}

// guide is what a cell of the column says to whoever stands on it.
func (c *Column) guide(l Language) string {
	w := words[l]
	help := c.HelpEN
	if l == Japanese {
		help = c.HelpJA
	}
	parts := []string{help}
	if c.Many() {
		parts = append(parts, w.several)
	}
	if n := c.ImportMaxLen; n > 0 && !c.Many() {
		parts = append(parts, fmt.Sprintf(w.longest, n))
	}
	if c.Type == "date" {
		parts = append(parts, w.day)
	}
	if c.ID == idPostal || c.ID == "customer_aws_account_id" || c.ID == "customer_duns" {
		parts = append(parts, w.zeros)
	}
	return strings.Join(parts, " ")
}

// asked says of a column when another one's value asks for it.
var asked = []struct {
	column, of string
	values     []string // of the API; the beginning of one suffices
}{
	{"industry_other", "industry", []string{"Other"}}, {"national_security", "industry", []string{"Government"}}, {"state", idCountry, []string{"US"}},
	{"marketing_funds_used", "marketing_source", []string{"Marketing Activity"}}, {"competitor_other", "competitor", []string{"*Other"}},
}

// A workbook is a template on its way.
type workbook struct {
	*excelize.File
	l    Language
	rows int // that may be filled in
	errs []error
}

func (b *workbook) try(err error) { b.errs = append(b.errs, err) }

// Template writes the sheet that opportunities are imported by, in a language: with the partner's own offerings.
func (r *Room) Template(ctx context.Context, c identity.Caller, l Language, w io.Writer) error {
	if err := enter(c); err != nil {
		return err
	}
	offerings, err := r.Solutions.All(ctx, c.Account, catalog)
	if err != nil {
		return err
	}
	b := &workbook{File: excelize.NewFile(), l: l, rows: r.RowLimit}
	defer func() { _ = b.Close() }() // it is in memory
	name := words[l]
	b.try(b.SetSheetName("Sheet1", sheetName(l)))
	for _, sheet := range []string{name.values, name.products, name.guide} {
		_, err := b.NewSheet(sheet)
		b.try(err)
	}
	b.listValues()
	b.listProducts(offerings)
	b.explain()
	b.grid()
	b.try(b.SetDocProps(&excelize.DocProperties{Title: sheetName(l), Description: fmt.Sprintf(name.changed, TemplateIssue.Changed), Language: string(l)}))
	if err := errors.Join(b.errs...); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	return b.Write(w)
}

func (b *workbook) style(s excelize.Style) int {
	id, err := b.NewStyle(&s)
	b.try(err)
	return id
}

// headStyle is yellow for what is required, black for what is asked for at times, and grey for the rest.
func (b *workbook) headStyle(need string) int {
	fill, font := "D9D9D9", "000000"
	switch need {
	case "required":
		fill = "FFD966"
	case "conditional":
		fill, font = "262626", "FFFFFF"
	}
	return b.style(excelize.Style{Font: &excelize.Font{Bold: true, Color: font}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
}

// column is the letter of a column, from 0.
func column(i int) string {
	name, _ := excelize.ColumnNumberToName(i + 1) // there are far fewer than a sheet has
	return name
}

// grid lays out the sheet that is filled in.
func (b *workbook) grid() {
	sheet := sheetName(b.l)
	text := b.style(excelize.Style{NumFmt: 49})
	dayFormat, money := "mm/dd/yyyy", "0.00"
	day, amount := b.style(excelize.Style{CustomNumFmt: &dayFormat}), b.style(excelize.Style{CustomNumFmt: &money})
	heads := map[string]int{}
	for _, need := range []string{"required", "conditional", "optional"} {
		heads[need] = b.headStyle(need)
	}
	for i, c := range importColumns() {
		at, style := column(i), text
		switch c.Type {
		case "date":
			style = day
		case "currency":
			style = amount
		}
		b.try(b.SetColStyle(sheet, at, style))
		b.try(b.SetColWidth(sheet, at, at, 24))
		b.try(b.SetCellStr(sheet, at+"1", c.Heading(b.l)))
		b.try(b.SetCellStyle(sheet, at+"1", at+"1", heads[c.Need()]))
		b.guard(sheet, i, c)
	}
	b.try(b.SetRowHeight(sheet, 1, 48))
	b.try(b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, XSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
	b.highlight(sheet)
}

// guard gives the cells of a column their guidance, and a list where one value is chosen.
func (b *workbook) guard(sheet string, i int, c *Column) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", column(i), column(i), b.rows+1))
	v.SetInput(shorter(c.Heading(b.l), 32), shorter(words[b.l].needs[c.Need()]+words[b.l].dot+c.guide(b.l), 255))
	if list := c.Choices(b.l); len(list) > 0 && !c.Many() {
		at := column(slices.IndexFunc(listed(), func(other *Column) bool { return other == c }))
		v.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$2:$%s$%d", words[b.l].values, at, at, len(list)+1))
	}
	b.try(b.AddDataValidation(sheet, v))
}

// highlight colours a cell that another one's value asks for.
func (b *workbook) highlight(sheet string) {
	loud := excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF2CC"}}}
	format, err := b.NewConditionalStyle(&loud)
	b.try(err)
	place := func(id string) int {
		return slices.IndexFunc(importColumns(), func(c *Column) bool { return c.ID == id })
	}
	for _, a := range asked {
		i, of := place(a.column), place(a.of)
		for _, value := range a.values {
			label := strings.ReplaceAll(written(importColumns()[of].Field, b.l, value), `"`, `""`)
			b.try(b.SetConditionalFormat(sheet, fmt.Sprintf("%s2:%s%d", column(i), column(i), b.rows+1), []excelize.ConditionalFormatOptions{
				{Type: "formula", Criteria: fmt.Sprintf(`=$%s2="%s"`, column(of), label), Format: &format}}))
		}
	}
}

// listed are the columns that have a list of values.
func listed() []*Column {
	var all []*Column
	for _, c := range importColumns() {
		if c.Values != "" {
			all = append(all, c)
		}
	}
	return all
}

func (b *workbook) listValues() {
	sheet := words[b.l].values
	for i, c := range listed() {
		cells := append([]string{c.Heading(b.l)}, c.Choices(b.l)...)
		b.try(b.SetSheetCol(sheet, column(i)+"1", &cells))
		b.try(b.SetColWidth(sheet, column(i), column(i), 30))
	}
	b.bold(sheet, len(listed()))
}

func (b *workbook) bold(sheet string, columns int) {
	b.try(b.SetCellStyle(sheet, "A1", column(columns-1)+"1", b.headStyle("optional")))
	b.try(b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

func (b *workbook) listProducts(offerings []solution.Solution) {
	w := words[b.l]
	b.try(b.SetSheetRow(w.products, "A1", &[]string{w.code, w.name, w.family, "", w.id, w.offering}))
	for i, p := range catalogue.Products() {
		b.try(b.SetSheetRow(w.products, fmt.Sprintf("A%d", i+2), &[]string{p.ID, p.Name, p.Family}))
	}
	line := 2
	for _, s := range offerings {
		if s.Status == solution.Active {
			b.try(b.SetSheetRow(w.products, fmt.Sprintf("E%d", line), &[]string{s.ID, s.Name}))
			line++
		}
	}
	for _, at := range []string{"A", "B", "C", "E", "F"} {
		b.try(b.SetColWidth(w.products, at, at, 36))
	}
	b.bold(w.products, 6)
}

// explain writes the sheet that says when the template changed, and what belongs into each column.
func (b *workbook) explain() {
	w := words[b.l]
	b.try(b.SetCellStr(w.guide, "A1", fmt.Sprintf(w.changed, TemplateIssue.Changed)))
	b.try(b.SetCellStr(w.guide, "A2", fmt.Sprintf(w.rows, b.rows)))
	b.try(b.SetSheetRow(w.guide, "A4", &[]string{w.column, w.need, w.says}))
	b.try(b.SetCellStyle(w.guide, "A4", "C4", b.headStyle("optional")))
	for i, c := range importColumns() {
		b.try(b.SetSheetRow(w.guide, fmt.Sprintf("A%d", i+5), &[]string{column(i) + ": " + c.Heading(b.l), w.needs[c.Need()], c.guide(b.l)}))
	}
	for at, width := range map[string]float64{"A": 44, "B": 18, "C": 100} {
		b.try(b.SetColWidth(w.guide, at, at, width))
	}
}

// shorter cuts a text to what a spreadsheet shows, counted in its own units.
func shorter(text string, most int) string {
	units := utf16.Encode([]rune(text))
	if len(units) <= most {
		return text
	}
	return strings.TrimRight(string(utf16.Decode(units[:most-1])), "\uFFFD") + "…"
}
