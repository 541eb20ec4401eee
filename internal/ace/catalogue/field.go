// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package catalogue holds what ACE publishes about its fields: one row per field with everything any part knows of it,
// value sets, postal codes, AWS products, and the shape of every request.
//
// Validation, forms, CSV headings, mapping and log redaction all read these rows; none keeps a list of its own. The rows
// are JSON under data/, held against AWS's service model by tests.
package catalogue

import (
	"embed"
	"fmt"
	"github.com/go-json-experiment/json"
	"slices"
	"strings"
)

//go:embed data/*.json
var data embed.FS

// A Field is everything known about one field. Lengths are Unicode characters.
type Field struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	LabelEN string `json:"label_en"`
	LabelJA string `json:"label_ja"`
	HelpEN  string `json:"help_en"`
	HelpJA  string `json:"help_ja"`
	Type    string `json:"type"`       // text, longtext, picklist, multipicklist, boolean-yesno, date, datetime, currency, email, phone, url, list, json, number
	MaxLen  int    `json:"max_length"` // 0: no limit is published
	MinLen  int    `json:"min_length"`
	WireLen int    `json:"max_length_api"` // limit on the API where it is not MaxLen
	S3Len   int    `json:"max_length_s3"`  // limit in the S3 exchange where it is not MaxLen
	Values  string `json:"picklist"`       // id of the value set, or ""
	Default string `json:"default"`

	Path       string            `json:"api_path"`   // wire path, "[]" for a list; "" when the API has no such member
	Source     string            `json:"api_source"` // the API object that carries it: Opportunity, AwsOpportunitySummary, …
	Operations []string          `json:"api_operations"`
	Selector   map[string]any    `json:"api_selector"` // which element of a list is meant
	Join       []string          `json:"api_join"`     // members that are joined to this value
	Note       string            `json:"api_note"`
	Condition  string            `json:"condition"`
	Hint       string            `json:"pattern_hint_en"` // what the pattern wants, in words
	HintJA     string            `json:"pattern_hint_ja"`
	MaskDetail map[string]string `json:"mask_detail"` // per channel (s3, api, ui): what is seen before acceptance

	ReadOnly   bool     `json:"read_only"`
	Sensitive  bool     `json:"sensitive"`            // kept out of logs and answers to mistakes
	Masked     bool     `json:"masked_before_accept"` // not shown before the partner accepts the referral
	Editable   Editable `json:"editable"`
	FormStep   string   `json:"ui_form_step"`
	DetailTab  string   `json:"ui_detail_tab"`
	Deprecated string   `json:"deprecated_since"`

	S3Name       string   `json:"s3_name"`
	S3Versions   []string `json:"s3_versions"`
	S3Scope      string   `json:"s3_scope"`
	S3JSON       string   `json:"s3_json"`
	S3Inbound    string   `json:"s3_inbound"`
	S3Outbound   string   `json:"s3_outbound"`
	ImportColumn Column   `json:"import_column"`
	ImportNeed   string   `json:"import_required"`
	ImportRules  []string `json:"import_rules"`
	ImportMaxLen int      `json:"import_max_length"`

	// Pattern matches the whole value; nil means any text.
	Pattern *Shape `json:"-"`
	// PatternText is the pattern as AWS publishes it.
	PatternText string `json:"pattern"`
}

// Editable says in which states of an opportunity (of a lead: pending, accepted, converted) the partner may change a field.
type Editable struct {
	Create            bool `json:"create"`
	ActionRequired    bool `json:"action_required"`
	Approved          bool `json:"approved"`
	AfterLaunched     bool `json:"after_launched"`
	PendingAcceptance bool `json:"pending_acceptance"`
	Accepted          bool `json:"accepted"`
	Converted         bool `json:"converted"`
}

// A Column is the place of a field in the bulk import sheet.
type Column struct {
	Header string `json:"header"`
	Letter string `json:"letter"`
}

// SetBy says whether an operation takes the field from its caller.
func (f *Field) SetBy(operation string) bool {
	return !f.ReadOnly && slices.Contains(f.Operations, operation)
}

// Named is the field's name as it stands in a sentence: quoted where it is a question, and always in Japanese.
func (f *Field) Named() (en, ja string) {
	en = f.LabelEN
	if strings.HasSuffix(en, "?") {
		en = `"` + en + `"`
	}
	return en, "「" + f.LabelJA + "」"
}

// Many says whether the field holds several values.
func (f *Field) Many() bool { return f.Type == "multipicklist" || f.Type == "list" }

// A Table is the fields of one kind of record, in the order of the sheets they come from.
type Table struct {
	Fields    []*Field
	byPath    map[string]*Field
	byID      map[string]*Field
	sensitive map[string]bool
}

// ByPath is the row of a wire path, or nil. Indexes may stand in the path. Where the partner's record and the AWS side
// share a path, the partner's row is meant.
func (t *Table) ByPath(path string) *Field {
	if f, known := t.byPath[path]; known {
		return f
	}
	return t.byPath[rowOf(path)]
}

// ByID is the row with an id, or nil.
func (t *Table) ByID(id string) *Field { return t.byID[id] }

// From lists the rows that an API object carries, as "AwsOpportunitySummary".
func (t *Table) From(source string) []*Field {
	var rows []*Field
	for _, f := range t.Fields {
		if f.Source == source {
			rows = append(rows, f)
		}
	}
	return rows
}

// Opportunity and Lead are the two catalogues of ACE.
var (
	Opportunity = loadTable("opportunity-fields.json", "Opportunity", "SubmitOpportunity", "RejectEngagementInvitation", "EngagementInvitation")
	Lead        = loadTable("lead-fields.json", "EngagementLeadContext", "Engagement", "EngagementInvitation")
)

// accountNames are what people call the members of the Account API's requests that pages send.
var accountNames = loadTable("account-fields.json", "Account")

// loadTable reads a catalogue. Where two rows share a path, the one whose source is named first owns it.
func loadTable(file string, sources ...string) *Table {
	t := &Table{byPath: map[string]*Field{}, byID: map[string]*Field{}, sensitive: map[string]bool{}}
	mustLoad(file, &t.Fields)
	for _, f := range t.Fields {
		t.byID[f.ID] = f
		if f.PatternText != "" {
			f.Pattern = shapeOf(f.PatternText)
		}
		if f.Sensitive && f.Path != "" {
			t.sensitive[f.Path] = true
		}
	}
	for _, source := range sources {
		for _, f := range t.From(source) {
			if _, owned := t.byPath[f.Path]; !owned && f.Path != "" && len(f.Join) == 0 {
				t.byPath[f.Path] = f
			}
		}
	}
	return t
}

// mustLoad reads embedded data. It is part of the binary: a fault in it is a fault in the build, which the tests catch.
func mustLoad(file string, into any) {
	text, err := data.ReadFile("data/" + file)
	if err == nil {
		err = json.Unmarshal(text, into, json.MatchCaseInsensitiveNames(true))
	}
	if err != nil {
		panic(fmt.Sprintf("catalogue data %s: %v", file, err))
	}
}

func rowOf(path string) string {
	if !strings.ContainsAny(path, "0123456789") {
		return path
	}
	var row strings.Builder
	inIndex := false
	for _, r := range path {
		inIndex = r == '[' || inIndex && r != ']'
		if !inIndex || r == '[' {
			row.WriteRune(r)
		}
	}
	return row.String()
}
