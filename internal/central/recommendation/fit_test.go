// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package recommendation

import (
	"slices"
	"testing"

	"cosell/internal/ace/catalogue"
)

func spellings(set string) (all []string) {
	for _, v := range catalogue.Values(set) {
		all = append(all, v.API)
	}
	return all
}

func TestEveryIndustryHasItsSegmentsAndEverySolutionTypeWhatGoesWithIt(t *testing.T) {
	t.Parallel()
	segments, types := spellings("partner_industry_segment"), spellings("partner_solution_type")
	for _, industry := range spellings("industry") {
		if _, known := segmentsOf[industry]; !known {
			t.Errorf("nobody thought of the industry %q", industry)
		}
	}
	for industry, those := range segmentsOf {
		if !slices.Contains(spellings("industry"), industry) {
			t.Errorf("%q is no industry", industry)
		}
		for _, s := range those {
			if !slices.Contains(segments, s) {
				t.Errorf("%q of %q is no segment", s, industry)
			}
		}
	}
	for _, own := range types {
		if len(complements[own]) == 0 {
			t.Errorf("nothing goes with %q", own)
		}
		for _, other := range complements[own] {
			if !slices.Contains(types, other) || !slices.Contains(complements[other], own) || other == own {
				t.Errorf("%q goes with %q, but not the other way round", other, own)
			}
		}
	}
}
