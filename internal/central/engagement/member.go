// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"cmp"
	"context"
	"errors"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// Members are the accounts in an engagement in the order in which they joined; AWS is aws. One that does not exist is not found.
func (r *Room) Members(tx *sqldb.Tx, catalog, engagement string) (accounts []string, err error) {
	members, err := membersOf(tx, catalog, engagement, "", nil)
	for _, m := range members {
		accounts = append(accounts, m.account)
	}
	if err == nil && len(accounts) == 0 {
		return nil, fault.Missing()
	}
	return accounts, err
}

// Joined are the engagements that an account is a member of, by identifier, those behind after, at most limit of them.
func (r *Room) Joined(tx *sqldb.Tx, catalog, account, after string, limit int) (all []string, err error) {
	rows, err := tx.Query(`SELECT engagement FROM engagement_member WHERE catalog = ? AND account_id = ? AND engagement > ? ORDER BY engagement LIMIT ?`,
		catalog, account, after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

// isMember says whether an account is in an engagement.
func isMember(tx *sqldb.Tx, catalog, engagement, account string) (bool, error) {
	var n int
	err := tx.Row(`SELECT count(*) FROM engagement_member WHERE catalog = ? AND engagement = ? AND account_id = ?`, catalog, engagement, account).Scan(&n)
	return n > 0, err
}

type member struct {
	account, company string
	joined           int64
}

// membersPerPage is what ListEngagementMembers answers at once. Source: reference 8.2.
const membersPerPage = 10

// membersOf reads members; ending is the end of the query, with its own arguments.
func membersOf(tx *sqldb.Tx, catalog, engagement, ending string, args []any) (all []member, err error) {
	if ending == "" {
		ending = " ORDER BY joined_us ASC, account_id ASC"
	}
	rows, err := tx.Query(`SELECT account_id, company, joined_us FROM engagement_member WHERE catalog = ? AND engagement = ?`+ending,
		append([]any{catalog, engagement}, args...)...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m member
		if err := rows.Scan(&m.account, &m.company, &m.joined); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// ListMembers answers ListEngagementMembers.
func (r *Room) ListMembers(ctx context.Context, c identity.Caller, in selling.ListEngagementMembersRequest) (out selling.ListEngagementMembersResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	w := page.Walk{By: "joined_us", ID: "account_id", Size: cmp.Or(in.MaxResults, membersPerPage)}
	query := in
	query.NextToken, query.MaxResults = "", 0
	if err := w.Begin(ctx, r.Tokens, c.Account, "ListEngagementMembers", query, in.NextToken); err != nil {
		return out, err
	}
	var found []member
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		e, err := find(tx, in.Catalog, in.Identifier, c.Account)
		if err != nil {
			return err
		}
		ending, args := w.Continue(nil)
		found, err = membersOf(tx, e.catalog, e.id, ending, args)
		return err
	})
	if err != nil {
		return out, err
	}
	found, out.NextToken, err = page.End(ctx, &w, r.Tokens, c.Account, found, func(m member) page.Mark { return page.Number(m.joined, m.account) })
	out.EngagementMemberList = make([]selling.EngagementMember, len(found))
	for i, m := range found {
		out.EngagementMemberList[i] = selling.EngagementMember{AccountID: m.account, CompanyName: selling.OrNull(m.company)}
	}
	return out, err
}

// defaultPage is the size of a page that nobody asked to be larger or smaller.
const defaultPage = 20

// List answers ListEngagements: those that the caller is a member of, by default the latest first.
func (r *Room) List(ctx context.Context, c identity.Caller, in selling.ListEngagementsRequest) (out selling.ListEngagementsResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	w := page.Walk{By: "m.created_us", ID: "m.engagement", Size: cmp.Or(in.MaxResults, defaultPage), Falling: falling(in.Sort)}
	query := in
	query.NextToken, query.MaxResults, query.Sort = "", 0, nil
	if err := w.Begin(ctx, r.Tokens, c.Account, "ListEngagements", query, in.NextToken); err != nil {
		return out, err
	}
	var found []engagement
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		sql, args := engagementsQuery(c, in, &w)
		found, err = engagements(tx, sql, args)
		return err
	})
	if err != nil {
		return out, err
	}
	found, out.NextToken, err = page.End(ctx, &w, r.Tokens, c.Account, found, func(e engagement) page.Mark { return page.Number(e.created, e.id) })
	out.EngagementSummaryList = make([]selling.EngagementSummary, len(found))
	for i, e := range found {
		out.EngagementSummaryList[i] = selling.EngagementSummary{Arn: selling.EngagementARN(e.catalog, e.id), ContextTypes: e.contextTypes(),
			CreatedAt: stamp(e.created), CreatedBy: e.creator, ID: e.id, MemberCount: e.members, ModifiedAt: stamp(e.modified),
			ModifiedBy: e.modifier, Title: selling.OrNull(e.title)}
	}
	return out, err
}

func falling(by *selling.Sort) bool { return by == nil || by.SortOrder == selling.Descending }

// engagementsQuery is a walk along the member's own index, which is held by CROSS JOIN on SQLite.
func engagementsQuery(c identity.Caller, in selling.ListEngagementsRequest, w *page.Walk) (string, []any) {
	sql := `SELECT ` + engagementColumns + ` FROM engagement_member m CROSS JOIN engagement e
		WHERE e.catalog = m.catalog AND e.id = m.engagement AND m.account_id = ? AND m.catalog = ?` + seen(c, "m.catalog", "m.engagement")
	args := []any{c.Account, in.Catalog}
	add := func(more string, with []any) { sql, args = sql+more, with }
	add(page.In("m.engagement", idsOf(in.EngagementIdentifier), args))
	add(page.In("e.creator", in.CreatedBy, args))
	for _, account := range in.ExcludeCreatedBy {
		add(" AND e.creator <> ?", append(args, account))
	}
	if len(in.ContextTypes) > 0 {
		add(" AND (e.types & ?) <> 0", append(args, bitOf(in.ContextTypes)))
	}
	if len(in.ExcludeContextTypes) > 0 {
		add(" AND (e.types & ?) = 0", append(args, bitOf(in.ExcludeContextTypes)))
	}
	add(w.Continue(args))
	return sql, args
}

func engagements(tx *sqldb.Tx, sql string, args []any) (all []engagement, err error) {
	rows, err := tx.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e engagement
		if err := e.scan(rows.Scan); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// idsOf are identifiers, which may come as ARNs.
func idsOf(list []string) []string {
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = selling.IDOf(s)
	}
	return ids
}
