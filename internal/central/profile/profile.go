// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package profile keeps what an account is as a partner in a catalog: its legal name, its alliance lead, the profile that
// other partners may see, and the updates of that profile with what moderation made of them.
package profile

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
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
	return sqldb.Schema{Room: "profile", Files: files}
}

// Options are what the room works with. All but Delay are required.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Jobs          *jobq.Jobs
	Tokens        *page.Tokens
	Verifications *verification.Room
	Delay         time.Duration // how long moderation takes
}

// A Room keeps partners and their profiles.
type Room struct {
	db            *sqldb.DB
	box           *secret.Box
	jobs          *jobq.Jobs
	tokens        *page.Tokens
	verifications *verification.Room
	delay         time.Duration
	desk          idempotency.Desk
}

// New is the room. It declares its job, which runs once the jobs are started.
func New(o Options) *Room {
	r := &Room{db: o.DB, box: o.Box, jobs: o.Jobs, tokens: o.Tokens, verifications: o.Verifications, delay: o.Delay,
		desk: idempotency.Desk{DB: o.DB, Box: o.Box}}
	jobq.Handle(o.Jobs, func(ctx context.Context, j jobq.Job[moderateJob]) error { return r.moderate(ctx, j.Args) }, jobq.Policy{})
	return r
}

// mayManage says which roles change what the partner is. An access key's policies decide for it.
var mayManage = map[identity.Role]bool{
	identity.AllianceLead: true, identity.AllianceTeam: true, identity.CloudAdmin: true, identity.ACEManager: false,
	identity.ACEUser: false, identity.AWSReviewer: false,
}

// belongs refuses whoever works for no partner, manages also whoever may not change it.
func belongs(c identity.Caller) error {
	if c.Account == "" || c.Account == identity.AWS {
		return fault.Denied("You do not belong to a partner.")
	}
	return nil
}

// Manages says whether the caller may change what the partner is.
func Manages(c identity.Caller) bool { return manages(c) == nil }

func manages(c identity.Caller) error {
	if err := belongs(c); err != nil {
		return err
	}
	if c.Kind() != "api" && !c.System && !mayManage[c.Role] {
		return fault.Denied("Your role does not manage the partner's profile. Ask its Alliance Lead.")
	}
	return nil
}

// A Record is an account as a partner in one catalog.
type Record struct {
	Account, Catalog string
	ID, ProfileID    string
	LegalName        string
	Solution         string               // primary solution type, as registered
	Visibility       string               // PRIVATE or PUBLIC
	Profile          *account.TaskDetails // nil until the first update was moderated
	Contact          account.AllianceLeadContact
	Created          time.Time
}

// Name is what others call the partner.
func (rec *Record) Name() string {
	if rec.Profile != nil {
		return rec.Profile.DisplayName
	}
	return rec.LegalName
}

// Visible says whether other partners find the profile.
func (rec *Record) Visible() bool { return rec.Profile != nil && rec.Visibility == account.Public }

// ARN names the partner.
func (rec *Record) ARN() string { return account.PartnerARN(rec.Account, rec.Catalog, rec.ID) }

// notFound answers for a partner that does not exist, or is somebody else's.
func notFound() error {
	return fault.Because(fault.NotFound, account.PartnerNotFound, "The partner does not exist. Make one with CreatePartner.")
}

// Of is the partner that an account is in a catalog, inside a transaction.
func (r *Room) Of(tx *sqldb.Tx, acct, catalog string) (*Record, error) {
	return r.load(tx, `account_id = ? AND catalog = ?`, acct, catalog)
}

// ByProfile is the partner that has a profile id in a catalog, inside a transaction. Who may know it, the caller decides.
func (r *Room) ByProfile(tx *sqldb.Tx, catalog, profileID string) (*Record, error) {
	return r.load(tx, `profile_id = ? AND catalog = ?`, profileID, catalog)
}

func (r *Room) load(tx *sqldb.Tx, which string, args ...any) (*Record, error) {
	rec := &Record{}
	var text *string
	var sealed []byte
	var created int64
	err := tx.Row(`SELECT account_id, catalog, id, profile_id, legal_name, solution, visibility, profile, contact, created_us FROM account_partner WHERE `+which,
		args...).Scan(&rec.Account, &rec.Catalog, &rec.ID, &rec.ProfileID, &rec.LegalName, &rec.Solution, &rec.Visibility, &text, &sealed, &created)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	rec.Created = sqldb.Time(created)
	if text != nil {
		rec.Profile = &account.TaskDetails{}
		if err := json.Unmarshal([]byte(*text), rec.Profile); err != nil {
			return nil, err
		}
	}
	plain, err := r.box.OpenTx(tx, rec.Account, contactWhere(rec.Catalog), sealed)
	if err != nil {
		return nil, err
	}
	return rec, json.Unmarshal(plain, &rec.Contact)
}

// own is the caller's partner, by the identifier or ARN that a request gives. Another tenant's answers as one that does not
// exist.
func (r *Room) own(tx *sqldb.Tx, c identity.Caller, catalog, identifier string) (*Record, error) {
	if name, isARN := account.ParsePartnerARN(identifier); isARN {
		if name.Account != c.Account || name.Catalog != catalog {
			return nil, notFound()
		}
		identifier = name.ID
	}
	rec, err := r.Of(tx, c.Account, catalog)
	if err == nil && rec.ID != identifier {
		return nil, notFound()
	}
	return rec, err
}

// claim is own for a change: nobody else changes the partner until the transaction ends.
func (r *Room) claim(tx *sqldb.Tx, c identity.Caller, catalog, identifier string) (*Record, error) {
	if lock := tx.Dialect().Lock; lock != "" {
		var id string
		err := tx.Row(`SELECT id FROM account_partner WHERE account_id = ? AND catalog = ?`+lock, c.Account, catalog).Scan(&id)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return nil, err
		}
	}
	return r.own(tx, c, catalog, identifier)
}

// insert stores a new partner. A legal or display name that is taken is sqldb.ErrDuplicate.
func (r *Room) insert(tx *sqldb.Tx, rec *Record) error {
	contact, err := r.sealed(tx, rec)
	if err != nil {
		return err
	}
	var text, display any
	if rec.Profile != nil {
		whole, err := json.Marshal(rec.Profile)
		if err != nil {
			return err
		}
		text, display = string(whole), keyOf(rec.Profile.DisplayName)
	}
	_, err = tx.Exec(`INSERT INTO account_partner (account_id, catalog, id, profile_id, legal_name, legal_key, solution, visibility, profile, display_key, contact, created_us)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, rec.Account, rec.Catalog, rec.ID, rec.ProfileID, rec.LegalName, keyOf(rec.LegalName), rec.Solution,
		rec.Visibility, text, display, contact, sqldb.Micros(rec.Created))
	if err != nil {
		return err
	}
	return describe(tx, rec.Account, rec.Catalog, rec.Profile)
}

func (r *Room) sealed(tx *sqldb.Tx, rec *Record) ([]byte, error) {
	text, err := json.Marshal(rec.Contact)
	if err != nil {
		return nil, err
	}
	return r.box.SealTx(tx, rec.Account, contactWhere(rec.Catalog), text)
}

func contactWhere(catalog string) string { return "account_partner.contact/" + catalog }

// keyOf is a name as names are compared: without regard to case and outer or doubled spaces.
func keyOf(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// wire is the profile as answers show it.
func (rec *Record) wire() account.PartnerProfile {
	p := account.PartnerProfile{DisplayName: rec.LegalName, PrimarySolutionType: rec.Solution, IndustrySegments: []string{}, ProfileID: &rec.ProfileID}
	if d := rec.Profile; d != nil {
		p.DisplayName, p.PrimarySolutionType, p.IndustrySegments = d.DisplayName, d.PrimarySolutionType, d.IndustrySegments
		p.Description, p.LogoURL, p.WebsiteURL = &d.Description, &d.LogoURL, &d.WebsiteURL
		p.TranslationSourceLocale, p.LocalizedContents, p.Headquarters = &d.TranslationSourceLocale, d.LocalizedContents, d.Headquarters
	}
	return p
}

func timestamp(t time.Time) string { return selling.Timestamp(t) }
