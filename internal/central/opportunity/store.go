// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// head is what an answer has from the record itself.
func (r *Record) head() map[string]string {
	return map[string]string{
		"Arn": r.ARN(), "Catalog": r.Catalog, "Id": r.ID(),
		"CreatedDate": selling.Timestamp(r.Created), "LastModifiedDate": r.Locked(),
	}
}

// place is where the contacts of a record are sealed for; they open nowhere else.
func (k Key) place(what string) string { return what + "/" + k.Catalog + "/" + k.ID() }

// seal closes the customer contacts, before the transaction that stores them.
func (r *Room) seal(ctx context.Context, rec *Record) (err error) {
	rec.contacts = nil
	if text := rec.contactsText(); text != nil {
		rec.contacts, err = r.Box.Seal(ctx, rec.Account, rec.place("opportunity.contacts"), text)
	}
	return err
}

const insertRecord = `INSERT INTO opportunity (version, state, review, stage, origin, involvement, visibility, owner, owner_name,
	company, company_key, title, title_key, country, partner_ref, close_day, amount, amount_cents, currency, created_us,
	modified_us, submitted_us, shared_us, follows, contacts_at, contacts, doc, account_id, catalog, number)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// A replacement holds for the version before it only.
const replaceRecord = `UPDATE opportunity SET version = ?, state = ?, review = ?, stage = ?, origin = ?, involvement = ?,
	visibility = ?, owner = ?, owner_name = ?, company = ?, company_key = ?, title = ?, title_key = ?, country = ?,
	partner_ref = ?, close_day = ?, amount = ?, amount_cents = ?, currency = ?, created_us = ?, modified_us = ?,
	submitted_us = ?, shared_us = ?, follows = ?, contacts_at = ?, contacts = ?, doc = ?
	WHERE account_id = ? AND catalog = ? AND number = ? AND version = ?`

// row are the values of a record, in the order of the statements above.
func (r *Record) row() []any {
	text, at := r.layOut(full, 4096)
	company := doc.Text(r.Doc, catalogue.PathCompany)
	title := doc.Text(r.Doc, catalogue.PathTitle)
	amount := doc.Text(r.spend(), "Amount")
	var contacts any
	if r.contacts != nil {
		contacts = r.contacts
	}
	follows := 0
	if r.Follows {
		follows = 1
	}
	return []any{
		r.Version, listing.StateOf(r.Review(), r.Stage()), r.Review(), r.Stage(), r.Origin, r.Involvement, r.Visibility,
		r.Owner, r.OwnerName, company, listing.Fold(company), title, listing.Fold(title),
		doc.Text(r.Doc, catalogue.PathCountry), r.reference(), day(doc.Text(r.Doc, catalogue.PathCloseDate)),
		amount, cents(amount), doc.Text(r.spend(), "CurrencyCode"), sqldb.Micros(r.Created), sqldb.Micros(r.Modified),
		stored(r.Submitted), stored(r.Shared), follows, at, contacts, string(text), r.Account, r.Catalog, r.Number,
	}
}

// stored is an instant that may not have come; 0 then.
func stored(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

func restored(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}

func (r *Room) insert(tx *sqldb.Tx, rec *Record) error {
	if _, err := tx.Exec(insertRecord, rec.row()...); err != nil {
		return err
	}
	return concordance.PutAside(tx, concordance.Place{Account: rec.Account, Catalog: rec.Catalog}, rec.Number)
}

func (r *Room) replace(tx *sqldb.Tx, rec *Record) (int64, error) {
	n, err := tx.Exec(replaceRecord, append(rec.row(), rec.Version-1)...)
	if err != nil || n == 0 {
		return n, err
	}
	return n, concordance.PutAside(tx, concordance.Place{Account: rec.Account, Catalog: rec.Catalog}, rec.Number)
}

const selectRecord = `SELECT version, origin, involvement, visibility, owner, owner_name, created_us, modified_us, submitted_us,
	shared_us, follows = 1, contacts_at, contacts, doc FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`

// load reads a record whole. One that is not there, or not the tenant's, is not found.
func (r *Room) load(ctx context.Context, k Key) (*Record, error) {
	return k.restore(r.DB.Row(ctx, selectRecord, k.Account, k.Catalog, k.Number), r.opener(ctx, k))
}

// ReadIn is ReadFor inside a transaction: it sees what the transaction itself has stored.
func (r *Room) ReadIn(tx *sqldb.Tx, k Key) (*Record, error) {
	return k.restore(tx.Row(selectRecord, k.Account, k.Catalog, k.Number), func(where string, sealed []byte) ([]byte, error) {
		return r.Box.OpenTx(tx, k.Account, where, sealed)
	})
}

// An opener opens what was sealed for a place of one record.
type opener func(where string, sealed []byte) ([]byte, error)

func (r *Room) opener(ctx context.Context, k Key) opener {
	return func(where string, sealed []byte) ([]byte, error) { return r.Box.Open(ctx, k.Account, where, sealed) }
}

// restore makes a record of its row.
func (k Key) restore(row *sqldb.Row, open opener) (*Record, error) {
	rec := &Record{Key: k}
	var text []byte
	var created, modified, submitted, shared int64
	var at int
	err := row.Scan(&rec.Version, &rec.Origin, &rec.Involvement,
		&rec.Visibility, &rec.Owner, &rec.OwnerName, &created, &modified, &submitted, &shared, &rec.Follows, &at, &rec.contacts, &text)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	rec.Created, rec.Modified, rec.Submitted = sqldb.Time(created), sqldb.Time(modified), restored(submitted)
	rec.Shared = restored(shared)
	if text, err = k.whole(text, at, rec.contacts, open); err != nil {
		return nil, err
	}
	if rec.Doc, err = doc.Parse(text); err != nil {
		return nil, fmt.Errorf("stored document of %s: %w", k.ID(), err)
	}
	for name := range rec.head() {
		delete(rec.Doc, name)
	}
	return rec, nil
}

// whole puts the customer contacts back into an answer.
func (k Key) whole(text []byte, at int, contacts []byte, open opener) ([]byte, error) {
	if contacts == nil {
		return text, nil
	}
	plain, err := open(k.place("opportunity.contacts"), contacts)
	if err != nil {
		return nil, fmt.Errorf("contacts of %s: %w", k.ID(), err)
	}
	const empty = len("[]")
	out := make([]byte, 0, len(text)+len(plain))
	out = append(out, text[:at]...)
	out = append(out, plain...)
	return append(out, text[at+empty:]...), nil
}
