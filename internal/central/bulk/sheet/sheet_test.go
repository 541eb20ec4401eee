// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"

	"cosell/internal/central/bulk/sheet"
)

var limits = sheet.Limits{Bytes: 1 << 22, Unpacked: 1 << 23, Rows: 100, Columns: 50, Cell: 1000}

// texts reads a file and answers its cells as text, each row with its line.
func texts(t testing.TB, file []byte) (rows []string) {
	t.Helper()
	err := sheet.Read(file, []string{"Data"}, limits, func(r sheet.Row) error {
		var cells []string
		for _, c := range r.Cells {
			text := c.Text
			if c.Kind != sheet.Text {
				text += fmt.Sprintf("<%d>", c.Kind)
			}
			cells = append(cells, text)
		}
		rows = append(rows, fmt.Sprintf("%d:%s", r.Line, strings.Join(cells, "|")))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// trouble is why a file is refused.
func trouble(t testing.TB, file []byte) *sheet.Trouble {
	t.Helper()
	err := sheet.Read(file, nil, limits, func(sheet.Row) error { return nil })
	got, is := errors.AsType[*sheet.Trouble](err)
	if !is {
		t.Fatalf("refused with %v", err)
	}
	return got
}

const table = "会社,Country\r\n\"株式会社みなと, 物流\",日本\r\nＡＢＣ商事①,Côte\r\n"

var want = []string{"1:会社|Country", "2:株式会社みなと, 物流|日本", "3:ＡＢＣ商事①|Côte"}

func utf16of(text string, big, mark bool) []byte {
	var out []byte
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func TestTextIsReadInEveryEncodingOfSpreadsheets(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"UTF-8": []byte(table), "UTF-8 with its mark": []byte("\ufeff" + table),
		"UTF-16 LE": utf16of(table, false, true), "UTF-16 BE": utf16of(table, true, true),
	} {
		if got := texts(t, file); !slices.Equal(got, want) {
			t.Errorf("%s is read as %q", name, got)
		}
	}
	for name, big := range map[string]bool{"little": false, "big": true} {
		if got := texts(t, utf16of("Company,Country\nAcme,JP\n", big, false)); !slices.Equal(got, []string{"1:Company|Country", "2:Acme|JP"}) {
			t.Errorf("UTF-16 without a mark, %s end first, is read as %q", name, got)
		}
	}
	japaneseTable := strings.ReplaceAll(table, "ô", "o")
	sjis, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(japaneseTable))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"お客様の会社名,業種\n北斗電機,製造\n", "Company,Country\n株式会社,東京\n", "カタカナ,オポチュニティタイプ\nソフトウェア,ア\n"} {
		file, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
			rows = append(rows, fmt.Sprintf("%d:%s", i+1, strings.ReplaceAll(line, ",", "|")))
		}
		if got := texts(t, file); !slices.Equal(got, rows) {
			t.Errorf("%q in Shift_JIS is read as %q", text, got)
		}
	}
	if got := texts(t, sjis); !slices.Equal(got, []string{want[0], want[1], "3:ＡＢＣ商事①|Cote"}) {
		t.Errorf("Shift_JIS is read as %q", got)
	}
}

func TestWhatIsNoTextInAnyKnownEncodingIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"Latin-1": "Company\nM\xfcller\n", "Latin-1 with quotes of Windows": "Company\nCaf\xe9 \x93M\xfcller\x94, na\xefve\n",
		"UTF-8 cut in the middle": "\xef\xbb\xbfCompany\n\xe6\x97\n", "a zero byte": "Company\nAcme\x00\n", "EUC-JP": "Company\n\xc6\xfc\xcb\xdc\n",
	} {
		if got := trouble(t, []byte(file)); got.Code != sheet.Encoding || got.Line != 2 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := trouble(t, append(utf16of("Company\nAcme\n", false, true), 7)); got.Code != sheet.Encoding {
		t.Errorf("half a character of UTF-16: %v", got)
	}
}

func TestEverySizeIsBounded(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat("a\n", 101)
	for name, c := range map[string]struct {
		file string
		code sheet.Code
		line int
	}{
		"no bytes":                {"", sheet.Empty, 0},
		"blank rows":              {",,\n \n", sheet.Empty, 0},
		"a million columns":       {"a,b\n" + strings.Repeat("x,", 1_000_000), sheet.Columns, 2},
		"a row too many":          {rows, sheet.Rows, 101},
		"a long cell":             {"a\n" + strings.Repeat("é", 1001), sheet.Long, 2},
		"an unclosed quote":       {"a,b\nc,\"d\ne,f\n", sheet.Quote, 2},
		"a quote inside of text":  {"a,b\nc,5\" disk\n", sheet.Quote, 2},
		"a file larger than that": {strings.Repeat("a,b\n", 1<<20) + "c", sheet.Large, 0},
		"an old Excel":            {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", sheet.OldExcel, 0},
		"a zip of something else": {"PK\x03\x04rest", sheet.Damaged, 0},
	} {
		if got := trouble(t, []byte(c.file)); got.Code != c.code || got.Line != c.line {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := texts(t, []byte("a,b"+strings.Repeat(",", 1000)+"\n")); !slices.Equal(got, []string{"1:a|b"}) {
		t.Errorf("columns without a word are %q", got)
	}
}

func TestCellsOfTextKeepWhatTheyMean(t *testing.T) {
	t.Parallel()
	got := texts(t, []byte("a;b;c;d;e;f\n=1+1;\"=\"\"00123\"\"\";#REF!;'=2;'tis; x \r\n"))
	if want := []string{"1:a|b|c|d|e|f", "2:=1+1<3>|00123|#REF!<4>|=2|'tis|x"}; !slices.Equal(got, want) {
		t.Errorf("cells are %q", got)
	}
	if got := texts(t, []byte("a\tb\rc\td\r")); !slices.Equal(got, []string{"1:a|b", "2:c|d"}) {
		t.Errorf("tabs and carriage returns are %q", got)
	}
}

// book is a workbook as a spreadsheet writes it.
func book(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	custom := `[$-411]ggge"年"m"月"d"日";@`
	era, err2 := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	elapsed := `[h]:mm`
	hours, err3 := f.NewStyle(&excelize.Style{CustomNumFmt: &elapsed})
	_, err4 := f.NewSheet("Data")
	errs := []error{err, err2, err3, err4}
	day := time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)
	for cell, v := range map[string]any{"A1": "Company", "A2": "株式会社みなと", "B2": 98101, "C2": day, "D2": day, "E2": true, "F2": 0.1 + 0.2, "G2": 123456789012.0, "H2": 1.5, "J2": "end"} {
		errs = append(errs, f.SetCellValue("Data", cell, v))
	}
	errs = append(errs, f.SetCellStyle("Data", "C2", "C2", style), f.SetCellStyle("Data", "D2", "D2", era), f.SetCellStyle("Data", "H2", "H2", hours),
		f.SetCellFormula("Data", "A3", "SUM(B2:B2)"), f.SetCellValue("Sheet1", "A1", "other"), f.SetCellStyle("Data", "A40", "XFD40", style),
		f.SetCellRichText("Data", "B3", []excelize.RichTextRun{{Text: "rich "}, {Text: "text"}}))
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAWorkbookIsReadFromTheSheetThatIsMeant(t *testing.T) {
	t.Parallel()
	got := texts(t, book(t))
	want := []string{"1:Company", "2:株式会社みなと|98101<1>|2027-03-31<2>|2027-03-31<2>|TRUE|0.3<1>|123456789012<1>|1.5<1>||end", "3:<3>|rich text"}
	if !slices.Equal(got, want) {
		t.Errorf("the workbook is %q", got)
	}
}

// packed is a workbook made by hand of its parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts are a workbook with this sheet.
func parts(cells, shared string) map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="/xl/worksheets/s.xml"/></Relationships>`,
		"xl/worksheets/s.xml":        `<worksheet><sheetData>` + cells + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml":       shared,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>`,
	}
}

// with puts one part in the place of another.
func with(parts map[string]string, name, text string) map[string]string {
	parts[name] = text
	return parts
}

func TestWorkbooksOfOtherProgramsAreReadAndTrapsAreRefused(t *testing.T) {
	t.Parallel()
	cells := `<row><c t="s"><v>0</v></c><c><v>7</v></c><c s="1"><v>0</v></c></row>`
	shared := `<sst><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>`
	if got := texts(t, packed(t, parts(cells, shared))); !slices.Equal(got, []string{"1:東京|7<1>|1904-01-01<2>"}) {
		t.Errorf("without places, with readings, of 1904: %q", got)
	}
	bomb := parts(`<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 1<<24)+`</t></is></c></row>`, "")
	many := parts(cells, shared)
	for i := range 3000 {
		many[fmt.Sprintf("x/%d", i)] = ""
	}
	gone := parts(cells, shared)
	delete(gone, "xl/worksheets/s.xml")
	for name, c := range map[string]struct {
		parts map[string]string
		code  sheet.Code
	}{
		"a bomb": {bomb, sheet.Packed}, "three thousand parts": {many, sheet.Packed}, "no sheet": {gone, sheet.Damaged},
		"texts that are nothing":    {parts(cells, "<sst>"+strings.Repeat("<si/>", 1<<18)+"</sst>"), sheet.Packed},
		"a cell in many parts":      {parts(`<row><c t="inlineStr"><is>`+strings.Repeat("<t>"+strings.Repeat("a", 1<<10)+"</t>", 1<<12)+`</is></c></row>`, ""), sheet.Packed},
		"a text in many parts":      {parts(cells, "<sst><si>"+strings.Repeat("<t>"+strings.Repeat("a", 1<<10)+"</t>", 1<<12)+"</si></sst>"), sheet.Packed},
		"a hundred thousand sheets": {with(parts(cells, shared), "xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`+strings.Repeat(`<sheet name="S" r:id="a"/>`, 1<<17)+`</sheets></workbook>`), sheet.Packed},
		"a hundred thousand styles": {with(parts(cells, shared), "xl/styles.xml", `<styleSheet><cellXfs>`+strings.Repeat(`<xf/>`, 1<<17)+`</cellXfs></styleSheet>`), sheet.Packed},
		"one endless text":          {parts(`<row><c t="inlineStr"><is><t>`+strings.Repeat("a>", 1<<20)+`</t></is></c></row>`, ""), sheet.Packed},
		"one endless comment":       {parts(`<row><!--`+strings.Repeat("<a>", 1<<20)+`--></row>`, ""), sheet.Packed},
		"a text that is not there":  {parts(`<row><c t="s"><v>9</v></c></row>`, shared), sheet.Damaged},
		"a number that is none":     {parts(`<row><c><v>1x</v></c></row>`, shared), sheet.Damaged},
		"XML that does not end":     {parts(`<row><c`, shared), sheet.Damaged},
		"entities":                  {parts(`<row><c><v>&bomb;</v></c></row>`, shared), sheet.Damaged},
		"the last column":           {parts(`<row r="5"><c r="XFD5"><v>1</v></c></row>`, shared), sheet.Columns},
	} {
		if got := trouble(t, packed(t, c.parts)); got.Code != c.code {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhatIsWrittenIsReadAgainAndCalculatesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+\-@'\t ＝a-z0-9日本<&"]{1,12}`).Draw(t, "text")
		trimmed := strings.TrimSpace(text)
		if trimmed == "" || sheet.Safe(trimmed) == trimmed && strings.HasPrefix(trimmed, "=") {
			t.Skip("nothing is in it")
		}
		for name, open := range map[string]func(w *bytes.Buffer) (sheet.Writer, error){
			"CSV":  func(w *bytes.Buffer) (sheet.Writer, error) { return sheet.NewCSV(w) },
			"XLSX": func(w *bytes.Buffer) (sheet.Writer, error) { return sheet.NewXLSX(w, `A "name" & more`) },
		} {
			var out bytes.Buffer
			w, err := open(&out)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Row(sheet.Cell{Text: "head"}), w.Row(sheet.Cell{Text: trimmed}), w.Close()); err != nil {
				t.Fatal(err)
			}
			var got []sheet.Cell
			if err := sheet.Read(out.Bytes(), nil, limits, func(r sheet.Row) error { got = append(got, r.Cells...); return nil }); err != nil {
				t.Fatalf("%s of %q: %v", name, trimmed, err)
			}
			if len(got) != 2 || got[1].Text != trimmed || got[1].Kind != sheet.Text {
				t.Fatalf("%s turns %q into %+v", name, trimmed, got)
			}
		}
	})
}

func TestTheWorkbookIsOneThatASpreadsheetOpens(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := sheet.NewXLSX(&out, "Opportunities")
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(w.Row(sheet.Cell{Text: "Company"}, sheet.Cell{Text: "Revenue"}), w.Row(sheet.Cell{Text: "=HYPERLINK(\"x\")"},
		sheet.Cell{Text: "12500.50", Kind: sheet.Number}, sheet.Cell{Text: "-5e3", Kind: sheet.Number}), w.Close())
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Opportunities")
	if err != nil || len(rows) != 2 || !slices.Equal(rows[1], []string{`'=HYPERLINK("x")`, "12500.50", "'-5e3"}) && !slices.Equal(rows[1], []string{`'=HYPERLINK("x")`, "12500.5", "'-5e3"}) {
		t.Errorf("rows %q, %v", rows, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(table))
	f.Add(utf16of(table, false, true))
	f.Add(book(f))
	f.Add(packed(f, parts(`<row><c t="s"><v>0</v></c></row>`, `<sst><si><t>a</t></si></sst>`)))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows := 0
		err := sheet.Read(file, []string{"Data"}, limits, func(r sheet.Row) error {
			if rows++; len(r.Cells) > limits.Columns || len(r.Cells) == 0 {
				t.Errorf("a row of %d cells", len(r.Cells))
			}
			return nil
		})
		if _, is := errors.AsType[*sheet.Trouble](err); err != nil && !is {
			t.Errorf("refused without a reason: %v", err)
		}
		if err == nil && rows == 0 || rows > limits.Rows {
			t.Errorf("%d rows", rows)
		}
	})
}
