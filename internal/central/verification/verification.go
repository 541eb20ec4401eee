// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package verification proves who is behind an account before it may become a partner: that the business is registered,
// that its registrant is who he says, and who reads a mail address.
package verification

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/jobq"
	"cosell/internal/mail"
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
	return sqldb.Schema{Room: "verification", Files: files}
}

// LinkValidity is how long a completion link is good for. AWS publishes no time.
const LinkValidity = 24 * time.Hour

// Options are what the room works with. All but Delay are required.
type Options struct {
	DB     *sqldb.DB
	Box    *secret.Box
	Jobs   *jobq.Jobs
	Outbox *mail.Outbox
	Tokens *page.Tokens
	// LinkURL is where a registrant completes his verification; the link's own part is put behind it.
	LinkURL func() string
	Delay   time.Duration // how long the registry takes to answer
}

// A Room keeps verifications and codes.
type Room struct {
	db     *sqldb.DB
	box    *secret.Box
	jobs   *jobq.Jobs
	outbox *mail.Outbox
	tokens *page.Tokens
	link   func() string
	delay  time.Duration
	desk   idempotency.Desk
}

// New is the room. It declares its jobs, which run once the jobs are started.
func New(o Options) *Room {
	r := &Room{db: o.DB, box: o.Box, jobs: o.Jobs, outbox: o.Outbox, tokens: o.Tokens, link: o.LinkURL, delay: o.Delay,
		desk: idempotency.Desk{DB: o.DB, Box: o.Box}}
	jobq.Handle(o.Jobs, func(ctx context.Context, j jobq.Job[dueJob]) error { return r.due(ctx, j.Args) }, jobq.Policy{})
	jobq.Handle(o.Jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := r.Prune(ctx)
		return err
	}, jobq.Policy{})
	o.Jobs.Every(pruneJob{}, time.Hour)
	return r
}

// open says in which statuses a verification waits for something. It may be begun again from the others, but from success.
// Source: reference 16.1.
var open = map[string]bool{
	account.VerificationPendingCustomerAction: true, account.VerificationInProgress: true,
	account.VerificationFailed: false, account.VerificationRejected: false, account.VerificationSucceeded: false,
}

// mayVerify says which roles verify the account of their partner. An access key's policies decide for it.
var mayVerify = map[identity.Role]bool{
	identity.AllianceLead: true, identity.CloudAdmin: true, identity.AllianceTeam: false, identity.ACEManager: false,
	identity.ACEUser: false, identity.AWSReviewer: false,
}

func allowed(c identity.Caller) error {
	if c.Account == "" || c.Account == identity.AWS || c.Kind() != "api" && !c.System && !mayVerify[c.Role] {
		return fault.Denied("Your role does not verify the account of your partner. Ask its Alliance Lead or Cloud Admin.")
	}
	return nil
}

// A record is a stored verification.
type record struct {
	account, kind  string
	attempt        int64
	status, reason string
	details        details
	expires        time.Time // of the link; zero when there is none
	started        time.Time
	completed      time.Time // zero while it is open
}

// details are what is sealed of a verification.
type details struct {
	Business *account.BusinessVerificationDetails `json:"business,omitempty"`
	Link     string                               `json:"link,omitempty"`
}

// Start answers StartVerification.
func (r *Room) Start(ctx context.Context, c identity.Caller, in account.StartVerificationRequest, ticket idempotency.Ticket) (account.Verification, error) {
	if err := allowed(c); err != nil {
		return account.Verification{}, err
	}
	if in.VerificationDetails == nil {
		return account.Verification{}, fault.Broken(detailsMissing)
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (account.Verification, error) {
		rec := record{account: c.Account, kind: account.RegistrantVerification, attempt: 1, status: account.VerificationPendingCustomerAction,
			started: tx.Now(), expires: tx.Now().Add(LinkValidity)}
		if business := in.VerificationDetails.BusinessVerificationDetails; business != nil {
			rec.kind, rec.status, rec.expires = account.BusinessVerification, account.VerificationInProgress, time.Time{}
			rec.details.Business = business
		} else {
			rec.details.Link = rand.Text()
		}
		before, err := r.load(tx, c.Account, rec.kind)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return account.Verification{}, err
		case open[before.status]:
			return account.Verification{}, fault.Because(fault.Conflict, account.VerificationAlreadyInProgress,
				"A verification of this type is in progress. Read it with GetVerification.")
		case before.status == account.VerificationSucceeded:
			return account.Verification{}, fault.Because(fault.Conflict, account.AccountAlreadyVerified, "The account is verified already.")
		default:
			rec.attempt = before.attempt + 1
		}
		if err := r.begin(tx, rec); err != nil {
			return account.Verification{}, err
		}
		return r.answer(rec), nil
	})
}

// begin stores a verification in the place of the one before, and has it decided when it is due.
func (r *Room) begin(tx *sqldb.Tx, rec record) error {
	text, err := json.Marshal(rec.details)
	if err != nil {
		return err
	}
	sealed, err := r.box.SealTx(tx, rec.account, where(rec.kind), text)
	if err != nil {
		return err
	}
	var link, expires any
	due := tx.Now().Add(r.delay)
	if rec.details.Link != "" {
		link, expires, due = hash(rec.details.Link), sqldb.Micros(rec.expires), rec.expires
	}
	// Whoever begins at the same time waits here, and is refused: the attempt is no longer the one he saw.
	n, err := tx.Exec(`INSERT INTO verification (account_id, type, attempt, status, reason, details, link_hash, expires_us, started_us)
		VALUES (?, ?, ?, ?, '', ?, ?, ?, ?)
		ON CONFLICT (account_id, type) DO UPDATE SET attempt = excluded.attempt, status = excluded.status, reason = '', details = excluded.details,
			link_hash = excluded.link_hash, expires_us = excluded.expires_us, started_us = excluded.started_us, completed_us = NULL
		WHERE verification.attempt = excluded.attempt - 1`,
		rec.account, rec.kind, rec.attempt, rec.status, sealed, link, expires, sqldb.Micros(rec.started))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Because(fault.Conflict, account.VerificationAlreadyInProgress, "A verification of this type is in progress. Read it with GetVerification.")
	}
	return r.jobs.Enqueue(tx, dueJob{rec.account, rec.kind, rec.attempt}, jobq.At(due))
}

func where(kind string) string { return "verification.details/" + kind }

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Get answers GetVerification.
func (r *Room) Get(ctx context.Context, c identity.Caller, in account.GetVerificationRequest) (out account.Verification, err error) {
	if err := allowed(c); err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.load(tx, c.Account, in.VerificationType)
		out = r.answer(rec)
		return err
	})
	return out, err
}

// load reads the latest verification of a type.
func (r *Room) load(tx *sqldb.Tx, acct, kind string) (record, error) {
	rec := record{account: acct, kind: kind}
	var sealed []byte
	var started int64
	var expires, completed *int64
	err := tx.Row(`SELECT attempt, status, reason, details, expires_us, started_us, completed_us FROM verification WHERE account_id = ? AND type = ?`,
		acct, kind).Scan(&rec.attempt, &rec.status, &rec.reason, &sealed, &expires, &started, &completed)
	if errors.Is(err, sqldb.ErrNone) {
		return record{}, fault.Because(fault.NotFound, account.VerificationNotFound, "No verification of this type was started.")
	}
	if err != nil {
		return record{}, err
	}
	rec.started, rec.expires, rec.completed = sqldb.Time(started), instant(expires), instant(completed)
	text, err := r.box.OpenTx(tx, acct, where(kind), sealed)
	if err != nil {
		return record{}, err
	}
	return rec, json.Unmarshal(text, &rec.details)
}

func instant(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return sqldb.Time(*us)
}

// answer is a verification on the wire.
func (r *Room) answer(rec record) account.Verification {
	out := account.Verification{VerificationType: rec.kind, VerificationStatus: rec.status, VerificationStatusReason: selling.OrNull(rec.reason),
		StartedAt: selling.Timestamp(rec.started)}
	if !rec.completed.IsZero() {
		out.CompletedAt = selling.OrNull(selling.Timestamp(rec.completed))
	}
	if rec.details.Business != nil {
		out.VerificationResponseDetails.BusinessVerificationResponse = &account.BusinessVerificationResponse{BusinessVerificationDetails: *rec.details.Business}
		return out
	}
	out.VerificationResponseDetails.RegistrantVerificationResponse = &account.RegistrantVerificationResponse{
		CompletionURL: r.link() + rec.details.Link, CompletionURLExpiresAt: selling.Timestamp(rec.expires)}
	return out
}
