// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package recommendation says whom a partner might connect with, and why.
//
// It knows what everybody may know of the others, their public profiles, and of the caller what the caller sees: its own
// profile and the opportunities that it may list. What another partner sells to whom plays no part, so nothing of that shows.
package recommendation

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cosell/internal/central/connection"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/tally"
	"cosell/internal/central/profile"
	"cosell/internal/sqldb"
)

// Options are what the room works with. All is needed.
type Options struct {
	DB            *sqldb.DB
	Profiles      *profile.Room
	Connections   *connection.Room
	Opportunities *opportunity.Room
}

// A Room recommends.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room { return &Room{o} }

// A Recommendation is a partner to connect with.
type Recommendation struct {
	Partner profile.Listing
	Reasons Reasons
}

// Reasons are why; at least one is there.
type Reasons struct {
	Industries []string // segments that both work in
	Complement string   // solution type of the other one that goes with the caller's; empty: none
	Competent  []string // competencies of the other one that the caller's does not have
	Deals      []Deals  // open opportunities of the caller in industries that the other one works in
}

// Deals are open opportunities of the caller with customers of one industry.
type Deals struct {
	Industry string
	Count    int64
	Filters  []opportunity.Filter // of the list of opportunities, which has as many rows
}

// most is how many partners are recommended.
const most = 12

// score weighs the reasons. It is for the order alone.
func (r Reasons) score() int64 {
	score := 2 * int64(min(len(r.Industries), 3))
	if r.Complement != "" {
		score += 3
	}
	score += int64(min(len(r.Competent), 3))
	for _, d := range r.Deals {
		score += min(d.Count, 5)
	}
	return score
}

// For recommends partners whom the caller's may ask: the best first, and of equals by name, so that the same question has
// the same answer.
func (r *Room) For(ctx context.Context, c identity.Caller, catalog string) ([]Recommendation, error) {
	if c.Account == "" || c.Account == identity.AWS {
		return nil, fault.Denied("You do not belong to a partner.")
	}
	industries, err := r.trades(ctx, c, catalog)
	if err != nil {
		return nil, err
	}
	var own profile.Listing
	var found []profile.Listing
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		me, err := r.Profiles.Of(tx, c.Account, catalog)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if own = (profile.Listing{}); err == nil && me.Profile != nil {
			own.Profile = *me.Profile
		}
		if own.Awards, err = profile.AwardsOf(tx, c.Account, catalog); err != nil {
			return err
		}
		segments := slices.Clone(own.Profile.IndustrySegments)
		for industry := range industries {
			segments = append(segments, segmentsOf[industry]...)
		}
		slices.Sort(segments)
		found, err = r.Profiles.Alike(tx, c.Account, catalog, slices.Compact(segments), complements[own.Profile.PrimarySolutionType])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("recommend partners: %w", err)
	}
	var all []Recommendation
	for _, l := range found {
		all = append(all, Recommendation{l, reasons(&own, &l, industries)})
	}
	slices.SortStableFunc(all, func(a, b Recommendation) int { return cmp.Compare(b.Reasons.score(), a.Reasons.score()) })
	return r.askable(ctx, c, catalog, all)
}

// askable keeps the first of those whom the caller's partner may ask.
func (r *Room) askable(ctx context.Context, c identity.Caller, catalog string, all []Recommendation) (kept []Recommendation, err error) {
	for part := range slices.Chunk(all, 2*most) {
		accounts := make([]string, len(part))
		for i, one := range part {
			accounts[i] = one.Partner.Account
		}
		standings, err := r.Connections.Standings(ctx, c, catalog, accounts)
		if err != nil {
			return nil, err
		}
		for _, one := range part {
			if _, stands := standings[one.Partner.Account]; !stands {
				kept = append(kept, one)
			}
		}
		if len(kept) >= most {
			return kept[:most], nil
		}
	}
	return kept, nil
}

// trades counts the open opportunities that the caller sees, by the customer's industry.
func (r *Room) trades(ctx context.Context, c identity.Caller, catalog string) (map[string]int64, error) {
	found := map[string]int64{}
	if !c.UsesACE() {
		return found, nil
	}
	counts, err := r.Opportunities.Counts(ctx, c, catalog)
	if err != nil {
		return nil, err
	}
	for slot, sum := range counts {
		if industry, known := industryOf[slot.Parts()[0]]; slot.Chart == tally.Trades && known && sum.Records > 0 {
			found[industry] = sum.Records
		}
	}
	return found, nil
}

// reasons compares two partners, and the caller's open opportunities with the other's segments.
func reasons(own, other *profile.Listing, industries map[string]int64) (r Reasons) {
	for _, segment := range other.Profile.IndustrySegments {
		if slices.Contains(own.Profile.IndustrySegments, segment) {
			r.Industries = append(r.Industries, segment)
		}
	}
	if slices.Contains(complements[own.Profile.PrimarySolutionType], other.Profile.PrimarySolutionType) {
		r.Complement = other.Profile.PrimarySolutionType
	}
	for _, one := range other.Awards.Competencies {
		if !slices.Contains(own.Awards.Competencies, one) {
			r.Competent = append(r.Competent, one)
		}
	}
	for industry, count := range industries {
		if slices.ContainsFunc(segmentsOf[industry], func(s string) bool { return slices.Contains(other.Profile.IndustrySegments, s) }) {
			r.Deals = append(r.Deals, Deals{industry, count, filters(industry)})
		}
	}
	slices.Sort(r.Industries)
	slices.SortFunc(r.Deals, func(a, b Deals) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Industry, b.Industry))
	})
	return r
}
