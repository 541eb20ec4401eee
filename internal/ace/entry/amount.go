// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package entry reads what people type, in forms and in files, as ACE keeps it: amounts with signs of currencies and Japanese
// units, postal codes, phone numbers. What it cannot read for certain stays as it was typed, for the rules to refuse.
//
// Pages read the same while somebody types; testdata/entries.json is the table that both readings are held against.
package entry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"cosell/internal/ace/catalogue"
)

// An Amount is a number of money as somebody typed it.
type Amount struct {
	Text       string   // in digits, as ACE keeps it; as it was typed when it cannot be read
	Currencies []string // that a sign or a code in the text can mean, the usual one first; none: it names none
	Read       bool
}

// signs are what people write for currencies, the longer before those they begin with.
var signs = []struct {
	sign       string
	currencies []string
}{
	{"US$", []string{"USD"}}, {"米ドル", []string{"USD"}}, {"ドル", dollars}, {"$", dollars},
	{"ユーロ", []string{"EUR"}}, {"€", []string{"EUR"}}, {"円", []string{"JPY"}}, {"¥", []string{"JPY", "CNY"}}, {"元", []string{"CNY", "TWD"}}, {"£", []string{"GBP"}},
}

var dollars = []string{"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"}

// powers are the powers of ten that units stand for. A small m is none of them: it may mean months.
var powers = map[string]int32{"千": 3, "万": 4, "百万": 6, "千万": 7, "億": 8, "十億": 9, "百億": 10, "千億": 11, "兆": 12, "k": 3, "K": 3, "M": 6}

// part is a number with its unit: 1億2,000万 has two.
var part = regexp.MustCompile(`^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(千万|百万|十億|百億|千億|千|万|億|兆|k|K|M)?`)

// longest is how many characters of an amount are looked at; ACE keeps 31 digits.
const longest = 48

// ReadAmount reads "￥12,000", "$1,200.50", "12000 USD", "120万" or "1.2億円".
func ReadAmount(typed string) Amount {
	unread := Amount{Text: strings.TrimSpace(typed)}
	text := strings.ReplaceAll(packed(typed), "、", ",")
	if len(text) > longest {
		return unread
	}
	before, text := leading(text)
	after, text := trailing(text)
	currencies := before
	if before == nil {
		currencies = after
	} else if after != nil {
		if currencies = slices.DeleteFunc(slices.Clone(before), func(c string) bool { return !slices.Contains(after, c) }); len(currencies) == 0 {
			return unread
		}
	}
	digits, read := worth(text)
	if !read {
		return unread
	}
	return Amount{Text: digits, Currencies: currencies, Read: true}
}

// Contradicts says whether the text names a currency, and not the one that the amount is in.
func (a Amount) Contradicts(currency string) bool {
	return a.Read && len(a.Currencies) > 0 && !slices.Contains(a.Currencies, currency)
}

// leading takes signs and codes of currencies from the front of a text; CAD$ names one twice.
func leading(text string) (currencies []string, rest string) {
	if code, known := code(text[:min(3, len(text))]); known {
		currencies, text = []string{code}, text[3:]
	}
	for _, s := range signs {
		if after, is := strings.CutPrefix(text, s.sign); is {
			return narrowed(currencies, s.currencies), after
		}
	}
	return currencies, text
}

func trailing(text string) (currencies []string, rest string) {
	if code, known := code(text[max(0, len(text)-3):]); known {
		return []string{code}, text[:len(text)-3]
	}
	for _, s := range signs {
		if before, is := strings.CutSuffix(text, s.sign); is {
			return s.currencies, before
		}
	}
	return nil, text
}

// narrowed is what a code leaves of what a sign can mean.
func narrowed(code, sign []string) []string {
	if code != nil && slices.Contains(sign, code[0]) {
		return code
	}
	return sign
}

func code(text string) (string, bool) {
	value, known := catalogue.Find("currency", strings.ToUpper(text))
	return value.API, known && len(text) == 3
}

// worth works the parts of a number out.
func worth(text string) (string, bool) {
	total, above := decimal.Zero, int32(0)
	for first := true; text != ""; first = false {
		m := part.FindStringSubmatch(text)
		if m == nil {
			return "", false
		}
		text = text[len(m[0]):]
		number := strings.ReplaceAll(m[1], ",", "") + m[2]
		power, latin := powers[m[3]], strings.ContainsAny(m[3], "kKM")
		if first && text == "" && power == 0 {
			return number, true
		}
		n, err := decimal.NewFromString(number)
		whole := m[2] == "" || text == ""
		falling := first || power < above && !latin && n.Shift(power).LessThan(decimal.New(1, above))
		if err != nil || !whole || !falling || text != "" && (power == 0 || latin) {
			return "", false
		}
		total, above = total.Add(n.Shift(power)), power
	}
	return total.String(), above > 0 || !total.IsZero()
}

// packed is a text in narrow characters and without spaces.
func packed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}
