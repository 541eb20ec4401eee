// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package connection ties partners to each other: one invites, the other accepts, and from then on both may share
// opportunities until either of them ends it.
package connection

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/aws/account"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/central/profile"
	"cosell/internal/central/verification"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "connection", Files: files}
}

// Options are what the room works with. All are required.
type Options struct {
	DB       *sqldb.DB
	Box      *secret.Box
	Jobs     *jobq.Jobs
	Tokens   *page.Tokens
	Bus      *event.Bus
	Profiles *profile.Room
}

// A Room keeps invitations, connections and preferences.
type Room struct {
	db       *sqldb.DB
	box      *secret.Box
	jobs     *jobq.Jobs
	tokens   *page.Tokens
	bus      *event.Bus
	profiles *profile.Room
	desk     idempotency.Desk
}

// New is the room. It declares its job, which runs once the jobs are started.
func New(o Options) *Room {
	r := &Room{db: o.DB, box: o.Box, jobs: o.Jobs, tokens: o.Tokens, bus: o.Bus, profiles: o.Profiles,
		desk: idempotency.Desk{DB: o.DB, Box: o.Box}}
	jobq.Handle(o.Jobs, func(ctx context.Context, j jobq.Job[expireJob]) error { return r.expire(ctx, j.Args) }, jobq.Policy{})
	return r
}

// mayConnect says which roles invite, answer and end connections. An access key's policies decide for it.
var mayConnect = map[identity.Role]bool{
	identity.AllianceLead: true, identity.AllianceTeam: true, identity.ACEManager: true, identity.CloudAdmin: false,
	identity.ACEUser: false, identity.AWSReviewer: false,
}

// reads refuses whoever works for no partner, or asks about a catalog that does not exist.
func reads(c identity.Caller, catalog string) error {
	if c.Account == "" || c.Account == identity.AWS {
		return fault.Denied("You do not belong to a partner.")
	}
	return verification.KnownCatalog(catalog)
}

// connects refuses also whoever may only read.
func connects(c identity.Caller, catalog string) error {
	if err := reads(c, catalog); err != nil {
		return err
	}
	if c.Kind() != "api" && !c.System && !mayConnect[c.Role] {
		return fault.Denied("Your role does not manage connections. Ask your Alliance Lead.")
	}
	return nil
}

// Active says whether two accounts hold an active connection by which they may share opportunities.
func (r *Room) Active(tx *sqldb.Tx, catalog, a, b string) (bool, error) {
	return active(tx, catalog, a, b, account.OpportunityCollaboration)
}

func active(tx *sqldb.Tx, catalog, a, b, kind string) (bool, error) {
	var one int
	err := tx.Row(`SELECT 1 FROM partner_connection_type WHERE account_id = ? AND catalog = ? AND other_account = ? AND type = ? AND status = ?`,
		a, catalog, b, kind, account.ConnectionActive).Scan(&one)
	if errors.Is(err, sqldb.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// A Partner is the other side of an active connection.
type Partner struct {
	Account    string
	ProfileID  string // empty for an account without a profile
	Name       string
	Connection string // id
}

// Connected are the partners with whom an account may share opportunities, by account.
func (r *Room) Connected(tx *sqldb.Tx, catalog, acct string) ([]Partner, error) {
	var all []Partner
	rows, err := tx.Query(`SELECT other_account, connection FROM partner_connection_type WHERE account_id = ? AND catalog = ? AND type = ? AND status = ?
		ORDER BY other_account`, acct, catalog, account.OpportunityCollaboration, account.ConnectionActive)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var p Partner
		if err := rows.Scan(&p.Account, &p.Connection); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	_ = rows.Close() // a transaction reads one list at a time
	for i := range all {
		side, err := r.side(tx, catalog, all[i].Account)
		if err != nil {
			return nil, err
		}
		all[i].ProfileID, all[i].Name = side.profile, side.name
	}
	return all, nil
}

// A side is a participant as the other one may know it.
type side struct {
	account, profile, name string
}

// side finds a participant: as the partner that it is, or as an account that is none.
func (r *Room) side(tx *sqldb.Tx, catalog, acct string) (side, error) {
	rec, err := r.profiles.Of(tx, acct, catalog)
	if err == nil && rec.Profile != nil {
		return side{acct, rec.ProfileID, rec.Name()}, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return side{}, err
	}
	p, err := identity.Of(tx, acct)
	return side{account: acct, name: p.Name}, err
}

// participant is a side on the wire.
func (s side) participant() account.Participant {
	if s.profile == "" {
		return account.Participant{Account: &account.AccountSummary{Name: s.name}}
	}
	return account.Participant{PartnerProfile: &account.PartnerProfileSummary{ID: s.profile, Name: s.name}}
}

// publish puts an event on the bus for one account; the bus gives it its id and its time.
func (r *Room) publish(tx *sqldb.Tx, e awsevent.Envelope) error {
	return r.bus.Publish(tx, event.Event{Account: e.Account, Source: e.Source, DetailType: e.DetailType, Resources: e.Resources, Detail: e.Detail})
}

// seal closes a value for one tenant and one row.
func (r *Room) seal(tx *sqldb.Tx, tenant, where string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return r.box.SealTx(tx, tenant, where, text)
}

func (r *Room) open(tx *sqldb.Tx, tenant, where string, sealed []byte, into any) error {
	text, err := r.box.OpenTx(tx, tenant, where, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func timestamp(us int64) string { return selling.Timestamp(sqldb.Time(us)) }

func head(acct, catalog string, at time.Time) awsevent.Head {
	return awsevent.Head{Account: acct, Catalog: catalog, Time: at}
}
