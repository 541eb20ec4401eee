// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"maps"
	"slices"

	"cosell/internal/ace/doc"
)

// Sensitive says whether the values at a path are kept out of logs.
func (t *Table) Sensitive(path string) bool { return t.sensitive[path] || t.sensitive[rowOf(path)] }

// SensitivePaths lists the paths whose values are kept out of logs, over opportunities and leads, sorted.
func SensitivePaths() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for path := range maps.Keys(Opportunity.sensitive) {
			if !yield(path) {
				return
			}
		}
		for path := range maps.Keys(Lead.sensitive) {
			if !Opportunity.sensitive[path] && !yield(path) {
				return
			}
		}
	})
}

// Redacted is a copy of an opportunity for the log: every sensitive value is "***".
func Redacted(d doc.Doc) doc.Doc {
	copied := doc.Clone(d)
	for path := range Opportunity.sensitive {
		doc.Each(copied, path, func(at string, _ any) { doc.Set(copied, at, Hidden) })
	}
	return copied
}

// A Channel is a way out of the house; what it shows of a referral before acceptance is in the catalogue.
type Channel string

// The channels of the catalogue's mask_detail.
const (
	API   Channel = "api"
	Pages Channel = "ui"
	S3    Channel = "s3"
)

// Masked is a copy of an AWS referral as a channel may show it before the partner accepts: only what the catalogue calls
// visible there is taken over, so that a member nobody thought of stays hidden.
func Masked(d doc.Doc, channel Channel) doc.Doc {
	shown, _ := visible(d, "", string(channel)).(doc.Doc)
	if shown == nil {
		return doc.Doc{}
	}
	return shown
}

// visible copies what may be shown of a value, nil when that is nothing. Elements of lists keep their place.
func visible(v any, path, channel string) any {
	if row := Opportunity.byPath[path]; row != nil && row.MaskDetail[channel] == "visible" {
		return doc.Clone(doc.Doc{"": v})[""]
	}
	switch v := v.(type) {
	case doc.Doc:
		shown := doc.Doc{}
		for name, member := range v {
			at := name
			if path != "" {
				at = path + "." + name
			}
			if part := visible(member, at, channel); part != nil {
				shown[name] = part
			}
		}
		if len(shown) > 0 {
			return shown
		}
	case []any:
		shown, some := make([]any, len(v)), false
		for i, element := range v {
			shown[i] = doc.Doc{}
			if part := visible(element, path+"[]", channel); part != nil {
				shown[i], some = part, true
			}
		}
		if some {
			return shown
		}
	}
	return nil
}
