// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// defaultPage is the size of a page that nobody asked to be smaller.
const defaultPage = 100

// A walk goes through an account's rows by their making, the newest first, along the index of that order.
type walk struct {
	query string
	args  []any
}

// in narrows the walk to rows whose column has one of the values; none narrows nothing.
func (w *walk) in(column string, values ...string) {
	values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	if len(values) == 0 {
		return
	}
	w.query += " AND " + column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")"
	for _, v := range values {
		w.args = append(w.args, v)
	}
}

// behind puts the walk behind a mark and cuts it one row after the page.
func (w *walk) behind(mark *page.Mark, size int) error {
	if mark != nil {
		at, err := strconv.ParseInt(mark.Key, 10, 64)
		if err != nil {
			return err
		}
		w.query += " AND (created_us, id) < (?, ?)"
		w.args = append(w.args, at, mark.ID)
	}
	w.query += " ORDER BY created_us DESC, id DESC LIMIT ?"
	w.args = append(w.args, size+1)
	return nil
}

// opened is the mark in a token, or nil without one.
func (r *Room) opened(ctx context.Context, tenant, query, token string) (*page.Mark, error) {
	if token == "" {
		return nil, nil
	}
	m, err := r.tokens.Open(ctx, tenant, query, token)
	return &m, err
}

// token leads to the page behind a row.
func (r *Room) token(ctx context.Context, tenant, query string, created int64, id string) (*string, error) {
	token, err := r.tokens.Seal(ctx, tenant, query, page.Mark{Key: strconv.FormatInt(created, 10), ID: id})
	return selling.OrNull(token), err
}

// Invitations answers ListConnectionInvitations, the newest first.
func (r *Room) Invitations(ctx context.Context, c identity.Caller, in account.ListConnectionInvitationsRequest) (account.ListConnectionInvitationsResponse, error) {
	out := account.ListConnectionInvitationsResponse{ConnectionInvitationSummaries: []account.ConnectionInvitationSummary{}}
	if err := reads(c, in.Catalog); err != nil {
		return out, err
	}
	size, token := size(in.MaxResults), in.NextToken
	in.MaxResults, in.NextToken = 0, ""
	query, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	bound := "ListConnectionInvitations" + string(query)
	mark, err := r.opened(ctx, c.Account, bound, token)
	if err != nil {
		return out, err
	}
	w := walk{`SELECT ` + invitationColumns + ` FROM connection_invitation WHERE account_id = ? AND catalog = ?`, []any{c.Account, in.Catalog}}
	w.in("type", in.ConnectionType)
	w.in("role", in.ParticipantType)
	w.in("status", in.Status)
	w.in("other_id", in.OtherParticipantIdentifiers...)
	if err := w.behind(mark, size); err != nil {
		return out, err
	}
	var found []invitation
	if err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		found, err = invitations(tx, w)
		return err
	}); err != nil {
		return out, err
	}
	for _, i := range found[:min(size, len(found))] {
		out.ConnectionInvitationSummaries = append(out.ConnectionInvitationSummaries, i.summary())
	}
	if len(found) > size {
		out.NextToken, err = r.token(ctx, c.Account, bound, found[size-1].created, found[size-1].id)
	}
	return out, err
}

func size(wanted int) int {
	if wanted == 0 {
		return defaultPage
	}
	return wanted
}

func invitations(tx *sqldb.Tx, w walk) (all []invitation, err error) {
	rows, err := tx.Query(w.query, w.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var i invitation
		if err := rows.Scan(i.columns()...); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// A typeFilter is TYPE or TYPE:STATUS. Without a status it means active connections. Source: reference 16.3.
type typeFilter struct{ kind, status string }

// parseFilter reads a filter, which may be empty.
func parseFilter(text string) (typeFilter, error) {
	if text == "" {
		return typeFilter{status: account.ConnectionActive}, nil
	}
	kind, status, given := strings.Cut(text, ":")
	if !given {
		status = account.ConnectionActive
	}
	if kind != account.OpportunityCollaboration && kind != account.Subsidiary || status != account.ConnectionActive && status != account.ConnectionCanceled {
		return typeFilter{}, fault.Broken(filterUnknown)
	}
	return typeFilter{kind, status}, nil
}

// List answers ListConnections, the newest first.
func (r *Room) List(ctx context.Context, c identity.Caller, in account.ListConnectionsRequest) (account.ListConnectionsResponse, error) {
	out := account.ListConnectionsResponse{ConnectionSummaries: []account.ConnectionSummary{}}
	if err := reads(c, in.Catalog); err != nil {
		return out, err
	}
	filter, err := parseFilter(in.ConnectionType)
	if err != nil {
		return out, err
	}
	size, token := size(in.MaxResults), in.NextToken
	in.MaxResults, in.NextToken = 0, ""
	query, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	bound := "ListConnections" + string(query)
	mark, err := r.opened(ctx, c.Account, bound, token)
	if err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		out.ConnectionSummaries, out.NextToken = []account.ConnectionSummary{}, nil
		found, err := r.connections(tx, c.Account, in, filter, mark, size)
		if err != nil {
			return err
		}
		for _, row := range found[:min(size, len(found))] {
			s, err := r.summary(tx, c.Account, in.Catalog, row)
			if err != nil {
				return err
			}
			out.ConnectionSummaries = append(out.ConnectionSummaries, s)
		}
		if len(found) > size {
			out.NextToken, err = r.token(ctx, c.Account, bound, found[size-1].created, found[size-1].id)
		}
		return err
	})
	return out, err
}

// A row is a connection as it is stored.
type row struct {
	id, other        string
	created, updated int64
}

func (r *Room) connections(tx *sqldb.Tx, acct string, in account.ListConnectionsRequest, filter typeFilter, mark *page.Mark, size int) (all []row, err error) {
	w := walk{`SELECT id, other_account, created_us, updated_us FROM partner_connection WHERE account_id = ? AND catalog = ?
		AND EXISTS (SELECT 1 FROM partner_connection_type t WHERE t.account_id = partner_connection.account_id AND t.catalog = partner_connection.catalog
			AND t.connection = partner_connection.id AND t.status = ?`, []any{acct, in.Catalog, filter.status}}
	w.in("t.type", filter.kind)
	w.query += ")"
	others := slices.Clone(in.OtherParticipantIdentifiers)
	for n, id := range others { // by profile id or by account id
		if rec, err := r.profiles.ByProfile(tx, in.Catalog, id); err == nil {
			others[n] = rec.Account
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	w.in("other_account", others...)
	if err := w.behind(mark, size); err != nil {
		return nil, err
	}
	rows, err := tx.Query(w.query, w.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var one row
		if err := rows.Scan(&one.id, &one.other, &one.created, &one.updated); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

func (r *Room) summary(tx *sqldb.Tx, acct, catalog string, c row) (account.ConnectionSummary, error) {
	out := account.ConnectionSummary{ARN: account.ConnectionARN(catalog, c.id), Catalog: catalog, ID: c.id, OtherParticipantAccountID: c.other,
		UpdatedAt: timestamp(c.updated), ConnectionTypes: map[string]account.ConnectionTypeSummary{}}
	other, err := r.side(tx, catalog, c.other)
	if err != nil {
		return out, err
	}
	types, err := typesOf(tx, acct, catalog, c.id)
	for _, t := range types {
		out.ConnectionTypes[t.kind] = account.ConnectionTypeSummary{Status: t.status, OtherParticipant: other.participant()}
	}
	return out, err
}
