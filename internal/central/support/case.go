// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

// What a case holds at most.
const (
	mostSubject = 150 // characters
	mostBody    = 10_000
	MostFiles   = 10 // at one message
)

// An Opening is a new case.
type Opening struct {
	Topic, Subject, Body string
	Catalog, Opportunity string   // empty: about none
	Files                []string // ids of the caller's uploads
	Token                string   // of the request: the same one opens one case
}

// Open asks the AWS desk something.
func (r *Room) Open(ctx context.Context, c identity.Caller, in Opening) (Case, error) {
	if err := enter(c); err != nil {
		return Case{}, err
	}
	if c.Reviews() {
		return Case{}, fault.Denied("The AWS desk answers cases, and opens none.")
	}
	in.Subject, in.Body, in.Opportunity = strings.Join(strings.Fields(in.Subject), " "), strings.TrimSpace(in.Body), strings.TrimSpace(in.Opportunity)
	broken := append(checkOpening(in), checkFiles(in.Files)...)
	if in.Opportunity != "" {
		rec, err := r.Opportunities.Read(ctx, c, in.Catalog, strings.ToUpper(in.Opportunity))
		switch {
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.AccessDenied):
			broken = append(broken, noOpportunity(in.Opportunity))
		case err != nil:
			return Case{}, err
		default:
			in.Opportunity = rec.ID()
		}
	}
	if len(broken) > 0 {
		return Case{}, fault.Malformed(broken...)
	}
	n, err := r.numbers.Next(ctx)
	if err != nil {
		return Case{}, err
	}
	out := Case{Account: c.Account, ID: "CASE-" + strconv.FormatInt(n, 10), Version: 1, Topic: in.Topic, Subject: in.Subject, State: Open,
		Opportunity: in.Opportunity, OpenedBy: c.Principal, OpenedName: c.Name, Partner: c.Partner}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		out.Opened, out.Changed = tx.Now(), tx.Now()
		out.about(tx)
		if _, err := tx.Exec(`INSERT INTO support_case (account_id, id, version, topic, subject, state, opportunity, opened_by, opened_name, token, opened_us, changed_us, bytes)
			VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`, out.Account, out.ID, out.Topic, out.Subject, string(out.State), out.Opportunity, out.OpenedBy,
			out.OpenedName, in.Token, sqldb.Micros(out.Opened), sqldb.Micros(out.Changed)); err != nil {
			return err
		}
		if err := r.say(tx, c, &out, in.Body, in.Files); err != nil {
			return err
		}
		return out.tell(tx, c, notice.CaseOpened)
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return r.opened(ctx, c, in.Token)
	}
	if err != nil {
		return Case{}, err
	}
	return r.Read(ctx, c, out.ID)
}

// opened is the case that a request has opened before.
func (r *Room) opened(ctx context.Context, c identity.Caller, token string) (Case, error) {
	var id string
	err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT id FROM support_case WHERE account_id = ? AND opened_by = ? AND token = ?`, c.Account, c.Principal, token).Scan(&id)
	})
	if err != nil {
		return Case{}, err
	}
	return r.Read(ctx, c, id)
}

func checkOpening(in Opening) (broken []catalogue.Violation) {
	if !isTopic(in.Topic) {
		broken = append(broken, noTopic(in.Topic))
	}
	switch n := utf8.RuneCountInString(in.Subject); {
	case in.Subject == "":
		broken = append(broken, noSubject)
	case n > mostSubject || strings.ContainsFunc(in.Subject, unicode.IsControl):
		broken = append(broken, longSubject)
	}
	return append(broken, checkBody(in.Body, true)...)
}

func checkBody(body string, needed bool) []catalogue.Violation {
	switch {
	case body == "" && needed:
		return []catalogue.Violation{noBody}
	case utf8.RuneCountInString(body) > mostBody:
		return []catalogue.Violation{longBody}
	}
	return nil
}

func checkFiles(ids []string) []catalogue.Violation {
	if len(ids) > MostFiles {
		return []catalogue.Violation{manyFiles}
	}
	return nil
}

// A Word is one more word in a case, decided on a version of it.
type Word struct {
	Version string
	Step    Step
	Body    string // may be empty with Resolve
	Files   []string
}

// Answer says something in a case, ends it or opens it again.
func (r *Room) Answer(ctx context.Context, c identity.Caller, id string, in Word) (Case, error) {
	if err := enter(c); err != nil {
		return Case{}, err
	}
	in.Body = strings.TrimSpace(in.Body)
	if broken := append(checkBody(in.Body, in.Step != Resolve), checkFiles(in.Files)...); len(broken) > 0 {
		return Case{}, fault.Malformed(broken...)
	}
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		now, err := load(tx, c, id)
		if err != nil {
			return err
		}
		if in.Version != strconv.FormatInt(now.Version, 10) {
			return stale(now.Version)
		}
		next := Next[now.State][sideOf(c)][in.Step]
		if next == "" {
			return fault.Broken(cannot(now.State))
		}
		now.State, now.Version, now.Changed = next, now.Version+1, tx.Now()
		now.about(tx)
		n, err := tx.Exec(`UPDATE support_case SET version = ?, state = ?, changed_us = ? WHERE account_id = ? AND id = ? AND version = ?`,
			now.Version, string(now.State), sqldb.Micros(now.Changed), now.Account, now.ID, now.Version-1)
		if err == nil && n == 0 {
			return stale(now.Version)
		}
		if err != nil {
			return err
		}
		if err := r.say(tx, c, &now, in.Body, in.Files); err != nil {
			return err
		}
		if sideOf(c) == SideAWS {
			return now.tell(tx, c, notice.CaseAnswered)
		}
		return now.tell(tx, c, notice.CaseReplied)
	})
	if err != nil {
		return Case{}, err
	}
	return r.Read(ctx, c, id)
}

// tell posts a notice to the other side: to the AWS desk, or to who opened the case.
func (c *Case) tell(tx *sqldb.Tx, by identity.Caller, kind notice.Kind) error {
	n := notice.Notice{Account: identity.AWS, Kind: kind, Subject: c.ID, Cause: strconv.FormatInt(c.Version, 10), By: by.Principal,
		Data: map[string]string{"partner": by.Partner.Name}}
	if kind == notice.CaseAnswered {
		n.Account, n.Users = c.Account, []string{c.OpenedBy}
	}
	return notice.Post(tx, n)
}

// say stores a message at the version of its case, and puts files to it.
func (r *Room) say(tx *sqldb.Tx, c identity.Caller, to *Case, body string, files []string) error {
	sealed, err := r.Box.SealTx(tx, to.Account, to.place(to.Version), []byte(body))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO support_message (account_id, case_id, seq, side, author, author_name, state, at_us, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		to.Account, to.ID, to.Version, string(sideOf(c)), c.Principal, c.Name, string(to.State), sqldb.Micros(tx.Now()), sealed); err != nil {
		return err
	}
	return r.attach(tx, c, to, files)
}

func (c *Case) place(seq int64) string { return fmt.Sprintf("support_message.body/%s/%d", c.ID, seq) }

// Read is a case with all that was said in it.
func (r *Room) Read(ctx context.Context, c identity.Caller, id string) (out Case, err error) {
	if err := enter(c); err != nil {
		return Case{}, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if out, err = load(tx, c, id); err != nil {
			return err
		}
		if out.Partner, err = identity.Of(tx, out.Account); err != nil {
			return err
		}
		return r.messages(tx, &out)
	})
	return out, err
}

const columns = `account_id, id, version, topic, subject, state, opportunity, opened_by, opened_name, opened_us, changed_us, bytes`

func scan(row func(...any) error) (c Case, err error) {
	var opened, changed int64
	err = row(&c.Account, &c.ID, &c.Version, &c.Topic, &c.Subject, &c.State, &c.Opportunity, &c.OpenedBy, &c.OpenedName, &opened, &changed, &c.bytes)
	c.Opened, c.Changed = sqldb.Time(opened), sqldb.Time(changed)
	return c, err
}

// load reads a case that is the caller's business.
func load(tx *sqldb.Tx, c identity.Caller, id string) (Case, error) {
	found, err := scan(tx.Row(`SELECT `+columns+` FROM support_case WHERE id = ?`, id).Scan)
	if errors.Is(err, sqldb.ErrNone) || err == nil && !sees(c, found.Account, found.OpenedBy) {
		return Case{}, fault.Missing()
	}
	return found, err
}

func (r *Room) messages(tx *sqldb.Tx, c *Case) error {
	rows, err := tx.Query(`SELECT seq, side, author, author_name, state, at_us, body FROM support_message WHERE account_id = ? AND case_id = ? ORDER BY seq`, c.Account, c.ID)
	if err != nil {
		return err
	}
	var sealed [][]byte
	for rows.Next() {
		var m Message
		var body []byte
		var at int64
		if err := rows.Scan(&m.Seq, &m.Side, &m.Author, &m.Name, &m.State, &at, &body); err != nil {
			return errors.Join(err, rows.Close())
		}
		m.At, m.Files = sqldb.Time(at), []File{}
		c.Messages, sealed = append(c.Messages, m), append(sealed, body)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for i := range c.Messages {
		plain, err := r.Box.OpenTx(tx, c.Account, c.place(c.Messages[i].Seq), sealed[i])
		if err != nil {
			return fmt.Errorf("message %d of %s: %w", c.Messages[i].Seq, c.ID, err)
		}
		c.Messages[i].Body = string(plain)
	}
	return c.readFiles(tx)
}
