// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"strings"
	"unicode/utf8"
)

// A PostalRule is what is asked of the postal codes of one country.
type PostalRule struct {
	ISO      string `json:"country_iso"`
	Country  string `json:"country_name"`
	Format   string `json:"format_text"` // as AWS writes it: "99999 OR 99999-9999"; "" when none is published
	Required bool   `json:"required"`
	// Exists is false for a country without postal codes, true for one whose format is published, nil when nothing is
	// known.
	Exists    *bool  `json:"has_postal_code"`
	Regex     *Shape `json:"-"`
	RegexText string `json:"regex"`
	Note      string `json:"note"`
}

// maxPostalLen is the length of the longest postal code, in characters.
const maxPostalLen = 20

var postalRules = loadPostalRules()

// loadPostalRules keeps one rule a country: for GB and RS the published list has an older second name, which is left out.
func loadPostalRules() map[string]PostalRule {
	var file struct {
		Countries []PostalRule `json:"countries"`
	}
	mustLoad("postal-codes.json", &file)
	rules := make(map[string]PostalRule, len(file.Countries))
	for _, rule := range file.Countries {
		if rule.ISO != "" && rule.Country != "Great Britain" {
			rules[rule.ISO] = rule
		}
	}
	return rules
}

// Postal is the rule of a country, by ISO 3166 code. Of a country that is not listed nothing is known: any code will do.
func Postal(iso string) PostalRule {
	if rule, listed := postalRules[iso]; listed {
		return rule
	}
	return PostalRule{ISO: iso, Country: iso, Required: true}
}

// None says that the country has no postal codes.
func (p PostalRule) None() bool { return p.Exists != nil && !*p.Exists }

// Fits says whether a postal code has the country's format. Outer spaces and the case of letters do not count. In a
// country without postal codes anything fits, since there is nothing to hold it against.
func (p PostalRule) Fits(code string) bool {
	code = strings.TrimSpace(code)
	if code == "" || utf8.RuneCountInString(code) > maxPostalLen {
		return false
	}
	return p.Regex == nil || p.Regex.MatchString(code) || p.Regex.MatchString(strings.ToUpper(code))
}
