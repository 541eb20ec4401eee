// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import (
	"strings"

	"cosell/internal/ace/catalogue"
)

func countryOut(p Pair, v any, _ surroundings) (any, error) {
	s, _ := v.(string)
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	if iso := countryNamed(s); iso != "" {
		return iso, nil
	}
	return nil, unknownValue(p, s)
}

// countryNamed is the ISO code of a country by its code or any of its names.
func countryNamed(s string) string {
	key := fold(s)
	if iso, known := moreNames[key]; known {
		return iso
	}
	for _, c := range catalogue.Values("country") {
		for _, name := range append([]string{c.API, c.S3, c.EN, c.JA}, c.AliasesS3...) {
			if c.API != "" && name != "" && fold(name) == key {
				return c.API
			}
		}
	}
	return ""
}

// moreNames are what people write for a country that no list calls so.
var moreNames = map[string]string{
	"usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB",
	"england": "GB", "korea": "KR", "south korea": "KR", "czech republic": "CZ", "czechia": "CZ", "russia": "RU", "vietnam": "VN",
	"uae": "AE", "holland": "NL", "the netherlands": "NL", "deutschland": "DE", "日本国": "JP", "米国": "US", "英国": "GB",
}

func countryBack(_ Pair, wire any) (any, error) {
	s, _ := wire.(string)
	if s == "" {
		return nil, nil
	}
	for _, c := range catalogue.Values("country") {
		if c.API == s && c.S3 != "" {
			return c.S3, nil
		}
	}
	return s, nil
}

// stateName spells a state of the United States as ACE lists it; elsewhere a region is free text.
func stateName(s string, around surroundings) (string, error) {
	s = strings.TrimSpace(s)
	if around.country != "US" || s == "" {
		return s, nil
	}
	key := fold(s)
	if name, known := states[strings.ToUpper(key)]; known {
		return name, nil
	}
	for _, v := range catalogue.Values("us_state") {
		if fold(v.API) == key || fold(v.JA) == key {
			return v.API, nil
		}
	}
	if key == "district of columbia" || key == "washington dc" || key == "washington, d.c." {
		return "Dist. of Columbia", nil
	}
	return "", &unfit{code: catalogue.InvalidEnumValue, says: "This is not a state of the United States.", saysJA: "米国の州名ではありません。",
		fix: "Enter the state's name, such as Washington, or its two letters.", fixJA: "Washington のような州名か、2文字の略号を入力してください。"}
}

// states are the postal abbreviations of the states and territories.
var states = map[string]string{
	"AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
	"CT": "Connecticut", "DE": "Delaware", "DC": "Dist. of Columbia", "FL": "Florida", "FM": "Federated States of Micronesia",
	"GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
	"KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MH": "Marshall Islands", "MD": "Maryland", "MA": "Massachusetts",
	"MI": "Michigan", "MN": "Minnesota", "MP": "Northern Mariana Islands", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
	"NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
	"NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
	"PR": "Puerto Rico", "PW": "Palau", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
	"TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "VI": "Virgin Islands", "WA": "Washington",
	"WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "AE": "APO/AE",
}

// dialled writes a telephone number as E.164 has it. A national number needs the customer's country.
func dialled(s string, around surroundings) (string, error) {
	n := strip(narrow(s), " -().\u00a0/")
	if rest, abroad := strings.CutPrefix(n, "00"); abroad {
		n = "+" + rest
	}
	if !strings.HasPrefix(n, "+") && n != "" && digits(n) {
		if c, known := dialling[around.country]; known {
			n = "+" + c.code + strings.TrimPrefix(n, c.trunk)
		}
	}
	rest := strings.TrimPrefix(n, "+")
	if rest == n || len(rest) < 2 || len(rest) > 15 || !digits(rest) || rest[0] == '0' {
		return "", &unfit{code: catalogue.InvalidStringFormat, says: "This is not a telephone number with its country code.", saysJA: "国番号付きの電話番号ではありません。",
			fix: "Enter the number with its country code, such as +81 3 5555 0100.", fixJA: "+81 3 5555 0100 のように国番号から入力してください。"}
	}
	return n, nil
}

// narrow turns full-width digits and signs, as Japanese keyboards write them, into ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == 'ー':
			return '-'
		}
		return r
	}, s)
}

// dialling holds country codes, and the trunk digit that national numbers begin with.
var dialling = map[string]struct{ code, trunk string }{
	"AE": {"971", "0"}, "AR": {"54", "0"}, "AT": {"43", "0"}, "AU": {"61", "0"}, "BE": {"32", "0"}, "BR": {"55", "0"}, "CA": {"1", "1"},
	"CH": {"41", "0"}, "CL": {"56", ""}, "CN": {"86", "0"}, "CO": {"57", ""}, "CZ": {"420", ""}, "DE": {"49", "0"}, "DK": {"45", ""},
	"ES": {"34", ""}, "FI": {"358", "0"}, "FR": {"33", "0"}, "GB": {"44", "0"}, "GR": {"30", ""}, "HK": {"852", ""}, "HU": {"36", "06"},
	"ID": {"62", "0"}, "IE": {"353", "0"}, "IL": {"972", "0"}, "IN": {"91", "0"}, "IT": {"39", ""}, "JP": {"81", "0"}, "KR": {"82", "0"},
	"MX": {"52", ""}, "MY": {"60", "0"}, "NL": {"31", "0"}, "NO": {"47", ""}, "NZ": {"64", "0"}, "PH": {"63", "0"}, "PL": {"48", ""},
	"PT": {"351", ""}, "RO": {"40", "0"}, "SA": {"966", "0"}, "SE": {"46", "0"}, "SG": {"65", ""}, "TH": {"66", "0"}, "TR": {"90", "0"},
	"TW": {"886", "0"}, "US": {"1", "1"}, "VN": {"84", "0"}, "ZA": {"27", "0"},
}
