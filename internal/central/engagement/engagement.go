// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package engagement ties an opportunity to AWS: the engagement both are members of, the invitation, the job that is to
// publish snapshots, and the task that sets all of it up when a partner submits.
package engagement

import (
	"crypto/rand"
	"embed"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/central/event"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
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
	return sqldb.Schema{Room: "engagement", Files: files}
}

// A Room keeps engagements.
type Room struct {
	db            *sqldb.DB
	tokens        *page.Tokens
	bus           *event.Bus
	opportunities *opportunity.Room
}

// New is the room. It takes over what opportunities need of it: the engagement of a record that a page hands in, and the
// answer to the invitation when AWS has reviewed.
func New(db *sqldb.DB, tokens *page.Tokens, bus *event.Bus, opportunities *opportunity.Room) *Room {
	r := &Room{db: db, tokens: tokens, bus: bus, opportunities: opportunities}
	opportunities.Engage = func(tx *sqldb.Tx, rec *opportunity.Record) error {
		_, err := r.engage(tx, rec)
		return err
	}
	opportunities.Reviewed = r.reviewed
	return r
}

// template is the view of an opportunity that all members of its engagement may read.
const template = "OpportunitySummaryView"

// What AWS made of an invitation.
const (
	pending  = "PENDING"
	accepted = "ACCEPTED"
	rejected = "REJECTED"
)

// validity is how long a partner's invitation is open. Source: reference 5.2.
const validity = 15 * 24 * time.Hour

// ties are the identifiers of what ties an opportunity to AWS.
type ties struct {
	engagement, invitation, job string
}

// engage makes whatever is missing between an opportunity and AWS, and says what there is.
func (r *Room) engage(tx *sqldb.Tx, rec *opportunity.Record) (t ties, err error) {
	err = tx.Row(`SELECT e.id, i.id, j.id FROM engagement e
		JOIN engagement_invitation i ON i.account_id = e.account_id AND i.catalog = e.catalog AND i.engagement = e.id AND i.receiver = ?
		JOIN snapshot_job j ON j.account_id = e.account_id AND j.catalog = e.catalog AND j.engagement = e.id AND j.number = e.number
		WHERE e.account_id = ? AND e.catalog = ? AND e.number = ?`,
		identity.AWS, rec.Account, rec.Catalog, rec.Number).Scan(&t.engagement, &t.invitation, &t.job)
	if !errors.Is(err, sqldb.ErrNone) {
		return t, err
	}
	t = ties{engagement: newID("eng-", 14), invitation: newID("engi-", 13), job: newID("job-", 13)}
	now := sqldb.Micros(tx.Now())
	expires := tx.Now().Add(validity)
	who, err := identity.Of(tx, rec.Account)
	if err != nil {
		return ties{}, err
	}
	partner := who.Name
	for _, row := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO engagement (account_id, catalog, id, title, description, number, created_us) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			[]any{rec.Account, rec.Catalog, t.engagement, cut(doc.Text(rec.Doc, "Project.Title"), 40),
				cut(doc.Text(rec.Doc, "Project.CustomerBusinessProblem"), 255), rec.Number, now}},
		{insertMember, []any{rec.Account, rec.Catalog, t.engagement, rec.Account, partner, now}},
		{`INSERT INTO snapshot_job (account_id, catalog, id, engagement, number, template, status, created_us) VALUES (?, ?, ?, ?, ?, ?, 'Running', ?)`,
			[]any{rec.Account, rec.Catalog, t.job, t.engagement, rec.Number, template, now}},
		{`INSERT INTO engagement_invitation (account_id, catalog, id, engagement, receiver, status, created_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			[]any{rec.Account, rec.Catalog, t.invitation, t.engagement, identity.AWS, pending, now, sqldb.Micros(expires)}},
	} {
		if _, err := tx.Exec(row.sql, row.args...); err != nil {
			return ties{}, err
		}
	}
	h := awsevent.Head{Account: rec.Account, Catalog: rec.Catalog}
	created := invitation(rec, t)
	created.Company, created.Expires = partner, expires
	return t, r.publish(tx,
		awsevent.EngagementCreated(h, t.engagement, rec.Account, tx.Now(), []string{"CustomerProject"}),
		awsevent.MemberAdded(h, t.engagement, rec.Account, partner),
		awsevent.InvitationCreated(h, created))
}

const insertMember = `INSERT INTO engagement_member (account_id, catalog, engagement, member, company, joined_us) VALUES (?, ?, ?, ?, ?, ?)`

// reviewed answers AWS's invitation: it is accepted with the approval, rejected with the rejection.
func (r *Room) reviewed(tx *sqldb.Tx, rec *opportunity.Record) error {
	var t ties
	err := tx.Row(`SELECT i.engagement, i.id FROM engagement e
		JOIN engagement_invitation i ON i.account_id = e.account_id AND i.catalog = e.catalog AND i.engagement = e.id AND i.receiver = ?
		WHERE e.account_id = ? AND e.catalog = ? AND e.number = ? AND i.status = ?`,
		identity.AWS, rec.Account, rec.Catalog, rec.Number, pending).Scan(&t.engagement, &t.invitation)
	if errors.Is(err, sqldb.ErrNone) {
		return nil // submitted without an engagement
	}
	if err != nil {
		return err
	}
	h := awsevent.Head{Account: rec.Account, Catalog: rec.Catalog}
	if rec.Review() == rule.ReviewRejected {
		if err := answer(tx, rec, t, rejected); err != nil {
			return err
		}
		return r.publish(tx, awsevent.InvitationRejected(h, invitation(rec, t)))
	}
	if err := answer(tx, rec, t, accepted); err != nil {
		return err
	}
	if _, err := tx.Exec(insertMember, rec.Account, rec.Catalog, t.engagement, identity.AWS, "AWS", sqldb.Micros(tx.Now())); err != nil {
		return err
	}
	return r.publish(tx, awsevent.InvitationAccepted(h, invitation(rec, t)), awsevent.MemberAdded(h, t.engagement, identity.AWS, "AWS"))
}

// OpportunityOf is the number of the opportunity that an account's engagement is about; 0 for none.
func (r *Room) OpportunityOf(tx *sqldb.Tx, account, catalog, engagement string) (number int64, err error) {
	err = tx.Row(`SELECT number FROM engagement WHERE account_id = ? AND catalog = ? AND id = ?`, account, catalog, engagement).Scan(&number)
	if errors.Is(err, sqldb.ErrNone) {
		return 0, nil
	}
	return number, err
}

func answer(tx *sqldb.Tx, rec *opportunity.Record, t ties, status string) error {
	_, err := tx.Exec(`UPDATE engagement_invitation SET status = ? WHERE account_id = ? AND catalog = ? AND id = ?`,
		status, rec.Account, rec.Catalog, t.invitation)
	return err
}

// invitation is what events say of the partner's invitation to AWS.
func invitation(rec *opportunity.Record, t ties) awsevent.Invitation {
	return awsevent.Invitation{ID: t.invitation, Engagement: t.engagement, Sender: rec.Account, Receiver: identity.AWS,
		ParticipantType: "SENDER", PayloadType: "OpportunityInvitation"}
}

func (r *Room) publish(tx *sqldb.Tx, events ...awsevent.Envelope) error {
	for _, e := range events {
		if err := opportunity.Publish(r.bus, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// newID is an identifier of AWS's kind: a prefix and n digits or small letters, by chance.
func newID(prefix string, n int) string {
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
	id := []byte(prefix)
	var chance [32]byte
	for len(id) < len(prefix)+n {
		_, _ = rand.Read(chance[:]) // never fails: crypto/rand ends the process instead
		for _, b := range chance {
			if b < 252 && len(id) < len(prefix)+n { // 252 is the last multiple of 36: all characters are as likely
				id = append(id, alphabet[b%36])
			}
		}
	}
	return string(id)
}

// cut keeps the first n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
