// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/catalogue"
	"cosell/internal/connector/crm"
)

// Surroundings are what a codec may look at beside the value.
type surroundings struct {
	country string // ISO code of the customer's country
}

// A codec converts values of one kind. What out makes, back reads, and out of that is the same again.
type codec struct {
	takes []crm.Type
	out   func(p Pair, v any, around surroundings) (any, error) // CRM to wire
	back  func(p Pair, wire any) (any, error)                   // wire to CRM
	canon func(wire any) any                                    // the form in which wire values are compared
}

// An unfit value cannot be said on the other side. It tells what to do.
type unfit struct {
	code         catalogue.Code
	says, saysJA string
	fix, fixJA   string
}

func (u *unfit) Error() string { return u.says }

// Codecs lists the names of the conversions, sorted.
func Codecs() []string { return slices.Sorted(maps.Keys(codecs)) }

var (
	words  = []crm.Type{crm.Text, crm.LongText, crm.URL, crm.Email, crm.Phone, crm.Picklist, crm.Reference, crm.Number}
	counts = []crm.Type{crm.Number, crm.Currency, crm.Text}
)

var codecs = map[string]codec{
	"text":     plain(words, func(s string, _ surroundings) (string, error) { return s, nil }),
	"trimmed":  plain(words, func(s string, _ surroundings) (string, error) { return strings.TrimSpace(s), nil }),
	"email":    plain(words, lowered),
	"phone":    plain(words, dialled),
	"duns":     plain(words, nineDigits),
	"account":  plain(words, twelveDigits),
	"state":    plain(words, stateName),
	"postal":   plain(words, postalCode),
	"date":     plain([]crm.Type{crm.Date, crm.DateTime, crm.Text}, day),
	"money":    amounts,
	"pick":     picks,
	"industry": industries,
	"picks":    {takes: []crm.Type{crm.MultiPicklist}, out: manyOut, back: manyBack, canon: sorted},
	"list":     {takes: []crm.Type{crm.MultiPicklist}, out: listOut, back: listBack, canon: sorted},
	"country":  {takes: words, out: countryOut, back: countryBack, canon: same},
	"yesno":    yesNo("Yes", "No"),
	"source":   yesNo("Marketing Activity", "None"),
}

// plain is a codec of single texts whose wire form is also the CRM's.
func plain(takes []crm.Type, form func(string, surroundings) (string, error)) codec {
	return codec{takes: takes, canon: same,
		out: func(_ Pair, v any, around surroundings) (any, error) {
			s, _ := v.(string)
			if s == "" {
				return nil, nil
			}
			s, err := form(s, around)
			if err != nil || s == "" {
				return nil, err
			}
			return s, nil
		},
		back: func(_ Pair, wire any) (any, error) { return wire, nil },
	}
}

func same(wire any) any {
	if crm.Empty(wire) {
		return nil
	}
	return wire
}

func lowered(s string, _ surroundings) (string, error) {
	return strings.ToLower(strings.TrimSpace(s)), nil
}

// day takes the date as it is written. Going through an instant would move it by a day in half of the world.
func day(s string, _ surroundings) (string, error) {
	s = strings.TrimSpace(s)
	if len(s) > len("2006-01-02") && s[len("2006-01-02")] == 'T' {
		s = s[:len("2006-01-02")]
	}
	return s, nil
}

func nineDigits(s string, _ surroundings) (string, error) {
	s = strip(s, " -")
	if len(s) != 9 || !digits(s) {
		return "", &unfit{code: catalogue.InvalidStringFormat, says: "A D-U-N-S number has nine digits.", saysJA: "D-U-N-S ナンバーは9桁の数字です。",
			fix: "Enter all nine digits, with leading zeros.", fixJA: "先頭のゼロを含む9桁を入力してください。"}
	}
	return s, nil
}

func twelveDigits(s string, _ surroundings) (string, error) {
	s = strip(s, " -")
	if len(s) != 12 || !digits(s) {
		return "", &unfit{code: catalogue.InvalidStringFormat, says: "An AWS account ID has twelve digits.", saysJA: "AWS アカウント ID は12桁の数字です。",
			fix: "Enter all twelve digits, with leading zeros.", fixJA: "先頭のゼロを含む12桁を入力してください。"}
	}
	return s, nil
}

func postalCode(s string, around surroundings) (string, error) {
	if around.country != "" && catalogue.Postal(around.country).None() {
		return "", nil // a country without postal codes: what stands there is a leftover
	}
	return strings.TrimSpace(s), nil
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

func strip(s, cut string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(cut, r) {
			return -1
		}
		return r
	}, s)
}

// cents is how many places AWS takes behind the point.
const cents = 2

var amounts = codec{takes: counts,
	out: func(_ Pair, v any, _ surroundings) (any, error) {
		s, _ := v.(string)
		if s = strings.TrimSpace(s); s == "" {
			return nil, nil
		}
		d, err := decimal.NewFromString(s)
		if err != nil || d.Exponent() > 40 || d.Exponent() < -40 || len(s) > 60 {
			return nil, &unfit{code: catalogue.InvalidStringFormat, says: "This is not an amount.", saysJA: "金額ではありません。",
				fix: "Enter digits, such as 12000.50.", fixJA: "12000.50 のように数字で入力してください。"}
		}
		return d.Round(cents).String(), nil // plain digits: AWS refuses 1.0E7
	},
	back: func(_ Pair, wire any) (any, error) { return wire, nil },
	canon: func(wire any) any {
		s, _ := wire.(string)
		if d, err := decimal.NewFromString(s); err == nil && s != "" && d.Exponent() <= 40 && d.Exponent() >= -40 {
			return d.String()
		}
		return same(wire)
	},
}

func yesNo(yes, no string) codec {
	return codec{takes: []crm.Type{crm.Boolean}, canon: same,
		out: func(_ Pair, v any, _ surroundings) (any, error) {
			if b, _ := v.(bool); b {
				return yes, nil
			}
			return no, nil // an empty box is a box without a tick
		},
		back: func(_ Pair, wire any) (any, error) { return wire == yes, nil },
	}
}

// fold makes spellings comparable: case, spaces, dashes of any kind, and "&" for "and".
func fold(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "&", " and "))
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\ufe58', '\ufe63', '\uff0d':
			return '-'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// valueOf finds what a CRM value is called in ACE: by the pair's picks, else by the value's own spelling.
func valueOf(p Pair, s string) (string, bool) {
	key := fold(s)
	for _, pick := range p.Picks {
		if fold(pick.CRM) == key {
			return pick.ACE, true
		}
	}
	f := catalogue.Opportunity.ByPath(p.Path)
	if f == nil {
		return "", false
	}
	for _, v := range catalogue.Values(f.Values) {
		if v.API == "" {
			continue
		}
		for _, spelling := range append([]string{v.API, v.EN, v.S3, v.JA}, v.Aliases...) {
			if spelling != "" && fold(spelling) == key {
				return v.API, true
			}
		}
	}
	return "", false
}

func unknownValue(p Pair, s string) error {
	en, ja := Label(p.Path)
	if utf8.RuneCountInString(s) > 80 {
		s = string([]rune(s)[:80]) + "…"
	}
	return &unfit{code: catalogue.InvalidEnumValue,
		says: "ACE's " + en + " has no value for “" + s + "”.", saysJA: "ACE の「" + ja + "」に「" + s + "」に当たる値がありません。",
		fix:   "Choose another value in " + p.Object + "." + p.Field + ", or have the value mapped.",
		fixJA: p.Object + "." + p.Field + " で別の値を選ぶか、値のマッピングを追加してください。"}
}

var picks = codec{takes: []crm.Type{crm.Picklist, crm.Text}, canon: same,
	out: func(p Pair, v any, _ surroundings) (any, error) {
		s, _ := v.(string)
		if strings.TrimSpace(s) == "" {
			return nil, nil
		}
		if ace, known := valueOf(p, s); known {
			return ace, nil
		}
		return nil, unknownValue(p, s)
	},
	back: pickBack,
}

// pickBack takes the first CRM value that stands for ACE's; what is mapped nowhere keeps ACE's own spelling.
func pickBack(p Pair, wire any) (any, error) {
	s, _ := wire.(string)
	if s == "" {
		return nil, nil
	}
	for _, pick := range p.Picks {
		if pick.ACE == s {
			return pick.CRM, nil
		}
	}
	return s, nil
}

// industries are picks for which "Other" is a good answer: ACE asks then what the other industry is.
var industries = codec{takes: picks.takes, canon: same, back: pickBack,
	out: func(p Pair, v any, around surroundings) (any, error) {
		found, err := picks.out(p, v, around)
		if err != nil {
			return "Other", nil
		}
		return found, nil
	},
}

func manyOut(p Pair, v any, _ surroundings) (any, error) {
	list, _ := v.([]string)
	var out []string
	for _, s := range list {
		ace, known := valueOf(p, s)
		if !known {
			return nil, unknownValue(p, s)
		}
		out = append(out, ace)
	}
	return sorted(out), nil
}

func manyBack(p Pair, wire any) (any, error) {
	list, _ := wire.([]string)
	var out []string
	for _, s := range list {
		v, err := pickBack(p, s)
		if err != nil {
			return nil, err
		}
		if t, _ := v.(string); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out, nil
}

func listOut(_ Pair, v any, _ surroundings) (any, error) { return sorted(v), nil }

func listBack(_ Pair, wire any) (any, error) {
	list, _ := wire.([]string)
	return list, nil
}

// sorted is a list as it is compared: ACE's lists have no order of their own, and no value twice.
func sorted(wire any) any {
	list, _ := wire.([]string)
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
