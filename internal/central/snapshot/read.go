// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// Create answers CreateResourceSnapshot: it publishes the caller's opportunity as it is now, changed or not.
func (r *Room) Create(ctx context.Context, c identity.Caller, in selling.CreateResourceSnapshotRequest, ticket idempotency.Ticket) (selling.CreateResourceSnapshotResponse, error) {
	var none selling.CreateResourceSnapshotResponse
	if err := enter(c, in.Catalog); err != nil {
		return none, err
	}
	p, err := placed(in.Catalog, in.EngagementIdentifier, in.ResourceIdentifier, in.ResourceSnapshotTemplateIdentifier)
	if err != nil {
		return none, err
	}
	return once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.CreateResourceSnapshotResponse, error) {
		members, err := r.members(tx, c.Account, p.catalog, p.engagement)
		if err != nil {
			return none, err
		}
		if err := r.own(tx, c.Account, p); err != nil {
			return none, err
		}
		s, rec, err := r.fresh(tx, p, c.Account)
		if err != nil {
			return none, err
		}
		view, err := p.viewOf(tx, rec)
		if err != nil {
			return none, err
		}
		if view == nil {
			return none, fault.Missing() // a draft has no side of AWS's
		}
		if err := r.project(tx, rec, p.engagement); err != nil {
			return none, err
		}
		revision, err := r.take(tx, s, view, members)
		return selling.CreateResourceSnapshotResponse{Arn: p.arn(revision), Revision: revision}, err
	})
}

func (p place) arn(revision int) string {
	return selling.SnapshotARN(p.catalog, p.engagement, p.resource(), p.name, revision)
}

// tries is how often a request is served anew when somebody was faster.
const tries = 3

// once serves a request with its token: the same one again gets the first answer and does nothing.
func once[Out any](ctx context.Context, db *sqldb.DB, ticket idempotency.Ticket, do func(*sqldb.Tx) (Out, error)) (out Out, err error) {
	for range tries {
		err = db.InTx(ctx, func(tx *sqldb.Tx) error {
			answer, seen, err := ticket.Seen(tx)
			if err != nil {
				return err
			}
			if seen {
				return json.Unmarshal(answer, &out)
			}
			if out, err = do(tx); err != nil {
				return err
			}
			if answer, err = json.Marshal(out); err != nil {
				return err
			}
			return ticket.Keep(tx, answer)
		})
		// What is taken, the very same request may have taken elsewhere meanwhile: then it is answered, not refused.
		if !errors.Is(err, sqldb.ErrDuplicate) && !fault.Is(err, fault.Conflict) {
			return out, err
		}
	}
	return out, err
}

// Get answers GetResourceSnapshot: the latest snapshot where the request names no revision. Members of the engagement read
// what their template lets them; to others there is none.
func (r *Room) Get(ctx context.Context, c identity.Caller, in selling.GetResourceSnapshotRequest) (selling.GetResourceSnapshotResponse, error) {
	var none selling.GetResourceSnapshotResponse
	if err := enter(c, in.Catalog); err != nil {
		return none, err
	}
	p, err := placed(in.Catalog, in.EngagementIdentifier, in.ResourceIdentifier, in.ResourceSnapshotTemplateIdentifier)
	if err != nil {
		return none, err
	}
	var found copied
	var members []string
	err = r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		if members, err = r.members(tx, c.Account, p.catalog, p.engagement); err != nil {
			return err
		}
		revision := in.Revision
		if revision == 0 {
			if revision, err = latest(tx, p); err != nil {
				return err
			}
		}
		found, err = stored(tx, p, revision)
		return err
	})
	if errors.Is(err, sqldb.ErrNone) || err == nil && !p.read(c.Account, found.account) {
		return none, fault.Missing()
	}
	if err != nil {
		return none, err
	}
	view, err := r.Box.Open(ctx, found.account, p.where(found.revision), found.sealed)
	if err != nil {
		return none, fmt.Errorf("snapshot %s: %w", p.arn(found.revision), err)
	}
	return selling.GetResourceSnapshotResponse{
		Arn: p.arn(found.revision), Catalog: p.catalog, CreatedAt: instant(found.at), CreatedBy: found.account, EngagementID: p.engagement,
		Payload: p.payload(view), ResourceID: p.resource(), ResourceSnapshotTemplateName: p.name, ResourceType: selling.ResourceOpportunity,
		Revision: found.revision, TargetMemberAccounts: p.readers(found.account, members),
	}, nil
}

// latest is the revision of the last snapshot at a place, sqldb.ErrNone where nothing was ever published.
func latest(tx *sqldb.Tx, p place) (revision int, err error) {
	err = tx.Row(`SELECT latest FROM resource_snapshot_series WHERE catalog = ? AND engagement = ? AND number = ? AND template = ?`,
		p.args()...).Scan(&revision)
	return revision, err
}

// List answers ListResourceSnapshots: by resource, template and revision.
func (r *Room) List(ctx context.Context, c identity.Caller, in selling.ListResourceSnapshotsRequest) (selling.ListResourceSnapshotsResponse, error) {
	out := selling.ListResourceSnapshotsResponse{ResourceSnapshotSummaries: []selling.ResourceSnapshotSummary{}}
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	size := sized(in.MaxResults, defaultPage)
	bound, after, err := opened(ctx, r.Tokens, c, "ListResourceSnapshots", in.NextToken, func() any {
		in.NextToken, in.MaxResults = "", 0
		return in
	})
	if err != nil {
		return out, err
	}
	var found []copied
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if _, err := r.members(tx, c.Account, in.Catalog, in.EngagementIdentifier); err != nil {
			return err
		}
		query, args := snapshotsQuery(c.Account, in, after, size+1)
		found, err = scanSnapshots(tx, in, query, args)
		return err
	})
	if err != nil {
		return out, err
	}
	for _, s := range found[:min(len(found), size)] {
		out.ResourceSnapshotSummaries = append(out.ResourceSnapshotSummaries, selling.ResourceSnapshotSummary{
			Arn: s.arn(s.revision), CreatedBy: s.account, ResourceID: s.resource(), ResourceSnapshotTemplateName: s.name,
			ResourceType: selling.ResourceOpportunity, Revision: s.revision})
	}
	if len(found) <= size {
		return out, nil
	}
	last := found[size-1]
	token, err := r.Tokens.Seal(ctx, c.Account, bound, page.Mark{Key: strconv.FormatInt(last.number, 10) + "/" + last.name, ID: strconv.Itoa(last.revision)})
	out.NextToken = selling.OrNull(token)
	return out, err
}

// opened is the text that says a whole query, and the mark of its token, nil for the first page. plain is the request without
// what pages may differ in.
func opened(ctx context.Context, tokens *page.Tokens, c identity.Caller, operation, token string, plain func() any) (bound string, after *page.Mark, err error) {
	text, err := json.Marshal(plain())
	if bound = operation + string(text); err != nil || token == "" {
		return bound, nil, err
	}
	m, err := tokens.Open(ctx, c.Account, bound, token)
	return bound, &m, err
}

// snapshotsQuery is a walk along the key of the table: what an account may read of an engagement, behind a mark.
func snapshotsQuery(account string, in selling.ListResourceSnapshotsRequest, after *page.Mark, size int) (string, []any) {
	query := `SELECT number, template, revision, account_id FROM resource_snapshot WHERE catalog = ? AND engagement = ?
		AND (template <> ? OR account_id = ?)`
	args := []any{in.Catalog, in.EngagementIdentifier, selling.TemplateAWSFull, account}
	for _, f := range []struct {
		column, given string
		value         any
	}{
		{"number", in.ResourceIdentifier, opportunity.ParseID(in.ResourceIdentifier)},
		{"template", in.ResourceSnapshotTemplateIdentifier, in.ResourceSnapshotTemplateIdentifier},
		{"account_id", in.CreatedBy, in.CreatedBy},
	} {
		if f.given != "" {
			query, args = query+" AND "+f.column+" = ?", append(args, f.value)
		}
	}
	if after != nil {
		number, name, _ := strings.Cut(after.Key, "/")
		query, args = query+" AND (number, template, revision) > (?, ?, ?)", append(args, whole(number), name, whole(after.ID))
	}
	return query + " ORDER BY number, template, revision LIMIT ?", append(args, size)
}

// whole is a number of a mark, which nobody but this room writes.
func whole(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64) // a mark is sealed: what is in it was a number
	return n
}

func scanSnapshots(tx *sqldb.Tx, in selling.ListResourceSnapshotsRequest, query string, args []any) (all []copied, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		s := copied{place: place{catalog: in.Catalog, engagement: in.EngagementIdentifier}}
		if err := rows.Scan(&s.number, &name, &s.revision, &s.account); err != nil {
			return nil, err
		}
		if s.template, err = templateNamed(name); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
