// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A pair is an opportunity that was published to an engagement, whatever the template.
type pair struct {
	engagement string
	number     int64
	account    string
}

const (
	// batch is how many engagements one query looks through.
	batch = 100
	// batches is how many queries one page takes at most. A page may be short, or empty, before the list ends.
	batches = 20
)

// Associations answers ListEngagementResourceAssociations: by engagement and resource, those of which the caller may read a
// snapshot.
func (r *Room) Associations(ctx context.Context, c identity.Caller, in selling.ListEngagementResourceAssociationsRequest) (selling.ListEngagementResourceAssociationsResponse, error) {
	out := selling.ListEngagementResourceAssociationsResponse{EngagementResourceAssociationSummaries: []selling.EngagementResourceAssociationSummary{}}
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	size := sized(in.MaxResults, defaultPage)
	bound, after, err := opened(ctx, r.Tokens, c, "ListEngagementResourceAssociations", in.NextToken, func() any {
		in.NextToken, in.MaxResults = "", 0
		return in
	})
	if err != nil {
		return out, err
	}
	w := walk{room: r, account: c.Account, in: in}
	if after != nil {
		w.at, w.passed = after.Key, whole(after.ID)
	}
	if err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
		attempt := w
		if err := attempt.page(tx, size); err != nil {
			return err
		}
		w = attempt
		return nil
	}); err != nil {
		return out, err
	}
	for _, p := range w.found {
		out.EngagementResourceAssociationSummaries = append(out.EngagementResourceAssociationSummaries, selling.EngagementResourceAssociationSummary{
			Catalog: in.Catalog, CreatedBy: p.account, EngagementID: p.engagement, ResourceID: opportunity.Key{Number: p.number}.ID(),
			ResourceType: selling.ResourceOpportunity})
	}
	if w.over {
		return out, nil
	}
	token, err := r.Tokens.Seal(ctx, c.Account, bound, page.Mark{Key: w.at, ID: strconv.FormatInt(w.passed, 10)})
	out.NextToken = selling.OrNull(token)
	return out, err
}

// A walk goes through the engagements of an account by identifier, and through what was published to each by number.
type walk struct {
	room    *Room
	account string
	in      selling.ListEngagementResourceAssociationsRequest
	at      string // the engagement that it stands at, empty before the first
	passed  int64  // the number behind which it stands there
	found   []pair
	over    bool
}

// page finds as many pairs as a page has, or fewer where there are many engagements between them.
func (w *walk) page(tx *sqldb.Tx, size int) error {
	if e := w.in.EngagementIdentifier; e != "" {
		if _, err := w.room.members(tx, w.account, w.in.Catalog, e); err != nil {
			return err
		}
		w.at = e
	}
	here := []string{w.at}
	for range batches {
		more, err := w.pairs(tx, here, size+1-len(w.found))
		if err != nil {
			return err
		}
		if w.found = append(w.found, more...); len(w.found) > size {
			w.found = w.found[:size]
			w.at, w.passed = w.found[size-1].engagement, w.found[size-1].number
			return nil
		}
		w.at, w.passed = here[len(here)-1], math.MaxInt64
		if w.in.EngagementIdentifier == "" {
			if here, err = w.next(tx); err != nil {
				return err
			}
		}
		if w.in.EngagementIdentifier != "" || len(here) == 0 {
			w.over = true
			return nil
		}
	}
	return nil
}

// next are the engagements behind where the walk stands that may have something for it; none at the end.
func (w *walk) next(tx *sqldb.Tx) ([]string, error) {
	if w.in.ResourceIdentifier == "" {
		return w.room.Membership.Joined(tx, w.in.Catalog, w.account, w.at, batch)
	}
	// A resource is published to few engagements: they are looked up by it.
	for after := w.at; ; {
		all, err := texts(tx, `SELECT engagement FROM resource_snapshot_series WHERE catalog = ? AND number = ? AND engagement > ?
			GROUP BY engagement ORDER BY engagement LIMIT ?`, w.in.Catalog, opportunity.ParseID(w.in.ResourceIdentifier), after, batch)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		after = all[len(all)-1]
		ours, err := w.ours(tx, all)
		if err != nil || len(ours) > 0 {
			return ours, err
		}
	}
}

// ours are those engagements that the account is a member of.
func (w *walk) ours(tx *sqldb.Tx, all []string) (ours []string, err error) {
	for _, e := range all {
		switch _, err := w.room.members(tx, w.account, w.in.Catalog, e); {
		case err == nil:
			ours = append(ours, e)
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return ours, nil
}

// pairs are what was published to engagements that the account is a member of, in order.
func (w *walk) pairs(tx *sqldb.Tx, engagements []string, size int) (all []pair, err error) {
	query, args := w.query(engagements, size)
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.engagement, &p.number, &p.account); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// query finds the pairs of engagements. A resource has one account, so whose row of a pair says it is all the same.
func (w *walk) query(engagements []string, size int) (string, []any) {
	query := `SELECT engagement, number, min(account_id) FROM resource_snapshot_series WHERE catalog = ? AND latest > 0 AND (template <> ? OR account_id = ?)`
	args := []any{w.in.Catalog, selling.TemplateAWSFull, w.account}
	if w.in.ResourceIdentifier != "" {
		query, args = query+" AND number = ?", append(args, opportunity.ParseID(w.in.ResourceIdentifier))
	}
	if w.in.CreatedBy != "" {
		query, args = query+" AND account_id = ?", append(args, w.in.CreatedBy)
	}
	query += " AND engagement IN (?" + strings.Repeat(", ?", len(engagements)-1) + ") AND (engagement, number) > (?, ?)"
	for _, e := range engagements {
		args = append(args, e)
	}
	return query + ` GROUP BY engagement, number ORDER BY engagement, number LIMIT ?`, append(args, w.at, w.passed, size)
}
