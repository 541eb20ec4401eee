// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package crm

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// digits is how many characters a number may have: enough for every currency, too few for a text that fills memory.
const digits = 40

// Check brings values into the form that Fields describes and lists what is wrong with them. It checks the fields that
// are named; Missing tells which are lacking in a whole record.
func (o Object) Check(in Fields, seller bool) (Fields, []Fault) {
	out := make(Fields, len(in))
	var faults []Fault
	names := make([]string, 0, len(in))
	for name := range in {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, known := o.Field(name)
		if !known {
			faults = append(faults, Fault{Field: name, Code: "INVALID_VALUE",
				Message: fmt.Sprintf("%s has no field %q.", o.Label, name), MessageJA: fmt.Sprintf("%sに項目「%s」はありません。", o.LabelJA, name)})
			continue
		}
		if f.ReadOnly && seller {
			faults = append(faults, Fault{Field: name, Code: "ACTION_NOT_PERMITTED",
				Message: f.Label + " is filled by the connector.", MessageJA: f.LabelJA + "はコネクタが設定します。"})
			continue
		}
		v, fault := f.value(in[name])
		if fault != nil {
			fault.Field = name
			faults = append(faults, *fault)
			continue
		}
		out[name] = v
	}
	return out, faults
}

// Missing lists required fields that a whole record leaves empty.
func (o Object) Missing(f Fields) []Fault {
	var faults []Fault
	for _, d := range o.Fields {
		if d.Required && Empty(f[d.Name]) {
			faults = append(faults, Fault{Field: d.Name, Code: "REQUIRED_FIELD_MISSING",
				Message: "Enter " + d.Label + ".", MessageJA: d.LabelJA + "を入力してください。"})
		}
	}
	return faults
}

func (f Field) value(v any) (any, *Fault) {
	if f.Type == Boolean {
		return f.yesNo(v)
	}
	if f.Type == MultiPicklist {
		return f.list(v)
	}
	s, ok := scalar(v)
	if !ok {
		return nil, f.fault("INVALID_VALUE", "takes one value, not a list", "の値は一つだけです")
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return nil, f.fault("INVALID_STRING_FORMAT", "contains a character that cannot be stored", "に保存できない文字が含まれています")
	}
	if s == "" {
		return nil, nil
	}
	if n := utf8.RuneCountInString(s); f.Length > 0 && n > f.Length {
		return nil, f.fault("INVALID_STRING_FORMAT", fmt.Sprintf("has %d characters; at most %d are possible", n, f.Length),
			fmt.Sprintf("は%d文字です。%d文字以内にしてください", n, f.Length))
	}
	return f.typed(s)
}

func (f Field) typed(s string) (any, *Fault) {
	switch t := f.Type; {
	case t == Number || t == Currency:
		return f.number(s)
	case t == Date:
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return nil, f.fault("INVALID_STRING_FORMAT", "is not a date such as 2026-12-31", "は 2026-12-31 のような日付で入力してください")
		}
	case t == DateTime:
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return nil, f.fault("INVALID_STRING_FORMAT", "is not a time such as 2026-12-31T09:00:00Z", "は 2026-12-31T09:00:00Z のような日時で入力してください")
		}
		return at.UTC().Format(time.RFC3339Nano), nil
	case t == Picklist:
		return f.choice(s)
	case t == Email:
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return nil, f.fault("INVALID_STRING_FORMAT", "is not an e-mail address", "はメールアドレスではありません")
		}
	}
	return s, nil
}

func (f Field) number(s string) (any, *Fault) {
	d, err := decimal.NewFromString(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
	if err != nil || len(s) > digits || d.Exponent() > digits || d.Exponent() < -digits {
		return nil, f.fault("INVALID_VALUE", "is not a number", "は数値ではありません")
	}
	return d.String(), nil // plain digits, never 1.0E7
}

func (f Field) choice(s string) (any, *Fault) {
	if f.Open || slices.ContainsFunc(f.Values, func(v Value) bool { return v.Value == s }) {
		return s, nil
	}
	return nil, f.fault("INVALID_ENUM_VALUE", fmt.Sprintf("cannot be %q; choose one of the list", s), fmt.Sprintf("に「%s」は選べません", s))
}

func (f Field) yesNo(v any) (any, *Fault) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		return v, nil
	case string:
		switch strings.ToLower(v) {
		case "":
			return nil, nil
		case "true", "yes":
			return true, nil
		case "false", "no":
			return false, nil
		}
	}
	return nil, f.fault("INVALID_VALUE", "is yes or no", "は「はい」か「いいえ」です")
}

func (f Field) list(v any) (any, *Fault) {
	var in []string
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []string:
		in = v
	case []any:
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return nil, f.fault("INVALID_VALUE", "takes a list of texts", "は文字列の一覧です")
			}
			in = append(in, s)
		}
	case string:
		in = strings.Split(v, ";") // how CRMs export several choices
	default:
		return nil, f.fault("INVALID_VALUE", "takes a list of texts", "は文字列の一覧です")
	}
	out := make([]string, 0, len(in))
	for _, s := range in {
		s = strings.TrimSpace(s)
		if s == "" || slices.Contains(out, s) {
			continue
		}
		if _, fault := f.choice(s); fault != nil {
			return nil, fault
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func (f Field) fault(code, says, saysJA string) *Fault {
	return &Fault{Code: code, Message: f.Label + " " + says + ".", MessageJA: f.LabelJA + saysJA + "。"}
}

// scalar reads one value as text. JSON brings numbers in a type of its own, which prints as it was written.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case fmt.Stringer:
		return v.String(), true
	case float64:
		return decimal.NewFromFloat(v).String(), true
	case int:
		return fmt.Sprint(v), true
	}
	return "", false
}
