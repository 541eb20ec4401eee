// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package entry

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	dashes     = regexp.MustCompile(`[‐‑‒–—―−ー⁃]`)
	aroundDash = regexp.MustCompile(` *- *`)
	digits     = regexp.MustCompile(`^[0-9]+$`)
	phone      = regexp.MustCompile(`^\+?[0-9]+$`)
	trunk      = regexp.MustCompile(`^(\+[0-9]{1,3})\(0\)`) // the zero that is dialled only inside of the country
	phoneNoise = strings.NewReplacer("-", "", "(", "", ")", "", ".", "")
)

// PostalCode is a postal code in narrow characters, without the mark that Japan puts before it.
func PostalCode(typed string) string {
	text := dashes.ReplaceAllString(norm.NFKC.String(typed), "-")
	text = strings.TrimPrefix(strings.Join(strings.Fields(text), " "), "〒")
	return strings.TrimSpace(aroundDash.ReplaceAllString(text, "-"))
}

// Phone is a phone number without what people put between its digits.
func Phone(typed string) string {
	text := dashes.ReplaceAllString(packed(typed), "-")
	if text = phoneNoise.Replace(trunk.ReplaceAllString(text, "$1")); phone.MatchString(text) {
		return text
	}
	return strings.TrimSpace(typed)
}

// Number is a number of digits alone, such as an account's.
func Number(typed string) string {
	text := strings.ReplaceAll(dashes.ReplaceAllString(packed(typed), "-"), "-", "")
	if digits.MatchString(text) {
		return text
	}
	return strings.TrimSpace(typed)
}
