// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package proposal keeps changes that somebody proposes and a person has to approve: the exact change, what it was held
// against, the approval and what became of it.
//
// A proposal names the version of the record that it was decided on. It is executed once, under the rights of who approves,
// in the transaction that settles it; when the record is another by then, it is stale and must be proposed anew.
package proposal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/clock"
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
	return sqldb.Schema{Room: "proposal", Files: files}
}

// A Status is where a proposal stands.
type Status string

// The statuses. Expired is never stored: a pending proposal whose time is over is expired.
const (
	Pending  Status = "pending"
	Executed Status = "executed"
	Rejected Status = "rejected"
	Stale    Status = "stale" // the record was changed after it was proposed
	Expired  Status = "expired"
)

// Statuses are all statuses.
var Statuses = []Status{Pending, Executed, Rejected, Stale, Expired}

// A Way is how a decision came.
type Way string

// The ways.
const (
	OnPage      Way = "page"      // a signed-in person
	BySignature Way = "signature" // a person's registered key
)

// MostPending is how many proposals of one user wait at once: an assistant that runs wild stops there.
const MostPending = 100

// Life is how long a proposal waits for a decision, unless Options say otherwise.
const Life = 72 * time.Hour

// A Proposal is one proposed change.
type Proposal struct {
	Account   string
	ID        string
	UserID    string // who proposed it, or for whom an assistant did
	UserName  string
	Assistant string // the name of the token that it came through
	Number    int64  // of the record; 0 for a new one that is not made yet
	Version   int64  // of the record that it was decided on; 0 for a new one
	Modified  string // its LastModifiedDate
	Title     string // of the project, as it would be
	Status    Status
	Hash      string // of all that is approved: hexadecimal SHA-256
	Created   time.Time
	Expires   time.Time
	Decided   time.Time // zero before
	Decider   string    // user id
	Person    string    // who decided, by name
	Way       Way
	Comment   string // of who rejected

	Body
	kind     Kind
	problems int
}

// Kind says what sort of change it is; it is there in lists, too.
func (p Proposal) Kind() Kind { return p.kind }

// Troubles is how many rules stood against the change when it was proposed.
func (p Proposal) Troubles() int { return p.problems }

// Opportunity is the identifier of the record; empty for a new one that is not made yet.
func (p Proposal) Opportunity() string {
	if p.Number == 0 {
		return ""
	}
	return opportunity.Key{Number: p.Number}.ID()
}

// Proposer is who proposed it, as the record's history names it: the person, and the assistant that wrote it down.
func (p Proposal) Proposer() string { return p.UserName + " (" + p.Assistant + ")" }

// A Body is all of a proposal that is sealed, and that its hash stands for.
type Body struct {
	Change   Change                `json:"change"`
	Company  string                `json:"company"`
	Diff     []opportunity.Change  `json:"diff"`
	Problems []catalogue.Violation `json:"problems"` // what the change would have been refused for when it was proposed
	Salt     string                `json:"salt"`     // so that the hash tells nothing of the rest
}

// Options are what the room works with. All but Life is needed.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Clock         clock.Clock
	Tokens        *page.Tokens
	Identity      *identity.Room
	Opportunities *opportunity.Room
	Life          time.Duration // 0: Life
}

// A Room keeps proposals and the keys that sign approvals.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room {
	if o.Life == 0 {
		o.Life = Life
	}
	return &Room{o}
}

// enter lets those in who work with opportunities.
func enter(c identity.Caller) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with opportunities.")
	}
	return nil
}

// Propose stores a change that a person is to approve. No record changes. What the caller may not see cannot be proposed.
func (r *Room) Propose(ctx context.Context, c identity.Caller, assistant string, change Change) (Proposal, error) {
	if err := enter(c); err != nil {
		return Proposal{}, err
	}
	change, preview, err := r.preview(ctx, c, change)
	if err != nil {
		return Proposal{}, err
	}
	if len(preview.Changes) == 0 && len(preview.Problems) == 0 {
		return Proposal{}, fault.Broken(nothing())
	}
	p := Proposal{Account: c.Account, ID: "prop-" + ulid.Make().String(), UserID: c.Principal, UserName: c.Name, Assistant: assistant,
		Number: opportunity.ParseID(change.Opportunity), Version: preview.Version, Modified: preview.Modified, Title: preview.Title,
		Status: Pending, kind: change.Kind, problems: len(preview.Problems),
		Body: Body{Change: change, Company: preview.Company, Diff: preview.Changes, Problems: preview.Problems, Salt: rand.Text()}}
	plain, err := json.Marshal(p.Body)
	if err != nil {
		return Proposal{}, err
	}
	p.Hash = p.hash(plain)
	sealed, err := r.Box.Seal(ctx, p.Account, place(p.ID), plain)
	if err != nil {
		return Proposal{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		p.Created = tx.Now()
		p.Expires = p.Created.Add(r.Life)
		tx.About(p.Account, p.ID)
		if err := roomFor(tx, p); err != nil {
			return err
		}
		return p.insert(tx, sealed)
	})
	if err != nil {
		return Proposal{}, fmt.Errorf("store proposal: %w", err)
	}
	return p, nil
}

// hash stands for the whole proposal: who asks for what, on which version of which record.
func (p Proposal) hash(body []byte) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\n%s\n%d\n%d\n%s\n", p.Account, p.ID, p.Number, p.Version, p.UserID) // a hash takes all
	_, _ = h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// roomFor refuses a proposal too many.
func roomFor(tx *sqldb.Tx, p Proposal) error {
	var waiting int
	if err := tx.Row(`SELECT count(*) FROM proposal WHERE account_id = ? AND user_id = ? AND status = ? AND expires_us > ?`,
		p.Account, p.UserID, string(Pending), sqldb.Micros(tx.Now())).Scan(&waiting); err != nil {
		return err
	}
	if waiting >= MostPending {
		return (&fault.Fault{Kind: fault.QuotaExceeded,
			Msg: fmt.Sprintf("%d proposals wait for a decision, which is the most. Have some approved or rejected first.", MostPending)}).Telling(
			fault.State("proposal-limit", fmt.Sprintf("%d proposals wait for a decision, which is the most.", MostPending), fmt.Sprintf("判断待ちの提案が上限の %d 件に達しています。", MostPending),
				"Have some approved or rejected first.", "先にいくつかを承認または却下してください。"))
	}
	return nil
}

// place is where a proposal is sealed for; it opens nowhere else.
func place(id string) string { return "proposal.body/" + id }

func nothing() catalogue.Violation {
	return catalogue.Violation{Field: "change", Path: "change", At: "change", Code: catalogue.InvalidValue, Rule: "proposal-changes",
		Message: "The proposal changes nothing: the record is that way already.", MessageJA: "変更がありません。すでにその内容です。",
		FixEN: "Propose a value that differs from the record's.", FixJA: "現在と異なる値を提案してください。"}
}
