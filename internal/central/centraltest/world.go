// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package centraltest furnishes Central for tests: two partners with people, keys and solutions, on a real database.
package centraltest

import (
	"bytes"
	"context"
	_ "embed"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/allowance"
	"cosell/internal/central/assistant"
	"cosell/internal/central/audit"
	"cosell/internal/central/bulk"
	"cosell/internal/central/collaboration"
	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/event"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/link"
	"cosell/internal/central/listview"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/pipeline"
	"cosell/internal/central/profile"
	"cosell/internal/central/proposal"
	"cosell/internal/central/quirk"
	"cosell/internal/central/quota"
	"cosell/internal/central/recommendation"
	"cosell/internal/central/review"
	"cosell/internal/central/scenario"
	"cosell/internal/central/snapshot"
	"cosell/internal/central/solution"
	"cosell/internal/central/staff"
	"cosell/internal/central/support"
	"cosell/internal/central/tag"
	"cosell/internal/central/task"
	"cosell/internal/central/verification"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/mail"
	"cosell/internal/outbound"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

// Schemas are the tables of all rooms in a World.
func Schemas() []sqldb.Schema {
	return []sqldb.Schema{secret.Schema(), jobq.Schema(), event.Schema(), identity.Schema(), notice.Schema(), idempotency.Schema(), solution.Schema(), opportunity.Schema(),
		engagement.Schema(), snapshot.Schema(), tag.Schema(), task.Schema(), mail.Schema(), allowance.Schema(), verification.Schema(), profile.Schema(), connection.Schema(),
		quota.Schema(), link.Schema(), proposal.Schema(), assistant.Schema(), scenario.Schema(), quirk.Schema(), audit.Schema(), listview.Schema(), bulk.Schema(),
		collaboration.Schema(), support.Schema(), review.Schema(), staff.Schema()}
}

// A World is Central with two partners in it.
type World struct {
	t               testing.TB
	log             *journal
	DB              *sqldb.DB
	Clock           clock.Clock
	Box             *secret.Box
	Tokens          *page.Tokens
	Jobs            *jobq.Jobs
	Bus             *event.Bus
	Identity        *identity.Room
	Solutions       *solution.Room
	Opportunities   *opportunity.Room
	Engagements     *engagement.Room
	Tasks           *task.Room
	Snapshots       *snapshot.Room
	Tags            *tag.Room
	Desk            *review.Room
	Proposals       *proposal.Room
	Assistants      *assistant.Room
	Links           *link.Room
	Scenarios       *scenario.Room
	Outbox          *mail.Outbox
	Verifications   *verification.Room
	Profiles        *profile.Room
	Connections     *connection.Room
	Views           *listview.Room
	Pipeline        *pipeline.Room
	Recommendations *recommendation.Room
	Notices         *notice.Room
	Audit           *audit.Room
	Bulk            *bulk.Room
	Staff           *staff.Room
	Support         *support.Room
	Channels        *collaboration.Room // by hand; a test may give it a workspace

	// Connected holds the pairs of accounts, "111111111111 222222222222", that may invite each other. A and B are.
	Connected map[string]bool

	A, B     Partner
	Reviewer identity.Caller
}

// A Partner is one of the two, with its people.
type Partner struct {
	identity.Partner
	Lead     identity.Caller
	User     identity.Caller // ACE User: own records only
	Admin    identity.Caller // Cloud Admin
	API      identity.Caller // access key with AWSPartnerCentralFullAccess
	Key      identity.Key    // of API
	Client   string          // of API
	Solution string          // active, in the catalog AWS
}

// Password is that of everybody here.
const Password = "correct horse battery"

// masterKey seals what tests seal.
const masterKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// New furnishes a world on a database that has been migrated with Schemas.
func New(t testing.TB, db *sqldb.DB, clk clock.Clock) *World {
	t.Helper()
	master, err := secret.ParseMasterKey(masterKey)
	w := &World{t: t, DB: db, Clock: clk, log: &journal{}, Connected: map[string]bool{"111111111111 222222222222": true}}
	w.must(err)
	w.Box, err = secret.Open(db, master)
	w.must(err)
	w.Tokens = page.NewTokens(w.Box, clk)
	w.furnish()
	w.A = w.partner(identity.Partner{Account: "111111111111", Name: "Alpha Software", Terms: true}, "alpha")
	w.B = w.partner(identity.Partner{Account: "222222222222", Name: "Beta Consulting", Consulting: true, Terms: true}, "beta")
	w.Reviewer = w.user(identity.AWS, "reviewer", "amazon", identity.AWSReviewer)
	return w
}

// furnish makes the rooms.
func (w *World) furnish() {
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.Jobs = jobq.New(w.DB, w.Clock, log)
	w.Bus = event.New(event.Options{DB: w.DB, Jobs: w.Jobs, Clock: w.Clock, Secrets: w.Box, Pages: w.Tokens, Log: log,
		Client: outbound.New(outbound.Settings{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})})
	w.Audit = audit.New(w.DB)
	w.Identity = identity.New(w.DB, w.Box, w.Clock, password.New(2))
	w.Links = link.New(w.DB, w.Identity)
	w.Solutions = solution.New(w.DB, w.Tokens)
	w.Opportunities = opportunity.New(opportunity.Options{DB: w.DB, Box: w.Box, Tokens: w.Tokens, Clock: w.Clock, Bus: w.Bus})
	w.Engagements = engagement.New(engagement.Options{DB: w.DB, Box: w.Box, Tokens: w.Tokens, Bus: w.Bus, Jobs: w.Jobs, Opportunities: w.Opportunities,
		Connected: func(_ *sqldb.Tx, _, a, b string) (bool, error) {
			return w.Connected[a+" "+b] || w.Connected[b+" "+a], nil
		}})
	w.Snapshots = snapshot.New(snapshot.Options{DB: w.DB, Box: w.Box, Tokens: w.Tokens, Bus: w.Bus, Jobs: w.Jobs,
		Opportunities: w.Opportunities, Membership: w.Engagements, Project: w.Engagements.Project})
	w.Tasks = task.New(task.Options{DB: w.DB, Tokens: w.Tokens, Jobs: w.Jobs, Opportunities: w.Opportunities, Engagements: w.Engagements,
		Watch: w.Snapshots.Watch})
	w.Tags = tag.New(w.DB, map[string]tag.Exists{"opportunity": w.Opportunities.Exists, "resource-snapshot-job": w.Snapshots.JobExists})
	w.Views = listview.New(listview.Options{DB: w.DB, Identity: w.Identity, Checks: map[listview.Kind]listview.Check{
		listview.Opportunities: w.Opportunities.CheckBrowse, listview.Leads: w.Engagements.CheckLeads}})
	w.Pipeline = pipeline.New(pipeline.Options{Opportunities: w.Opportunities, Engagements: w.Engagements, Clock: w.Clock})
	w.Desk = review.New(review.Options{DB: w.DB, Tokens: w.Tokens, Opportunities: w.Opportunities, Identity: w.Identity})
	w.furnishAccount()
	w.Recommendations = recommendation.New(recommendation.Options{DB: w.DB, Profiles: w.Profiles, Connections: w.Connections, Opportunities: w.Opportunities})
	w.Proposals = proposal.New(proposal.Options{DB: w.DB, Box: w.Box, Clock: w.Clock, Tokens: w.Tokens, Identity: w.Identity, Opportunities: w.Opportunities})
	w.Assistants = assistant.New(w.DB, w.Clock, w.Identity)
	w.Bulk = bulk.New(bulk.Options{DB: w.DB, Box: w.Box, Clock: w.Clock, Jobs: w.Jobs, Tokens: w.Tokens, Identity: w.Identity, Opportunities: w.Opportunities,
		Engagements: w.Engagements, Tasks: w.Tasks, Solutions: w.Solutions})
	w.Support = support.New(support.Options{DB: w.DB, Box: w.Box, Jobs: w.Jobs, Tokens: w.Tokens, Identity: w.Identity, Opportunities: w.Opportunities})
	w.Channels = collaboration.New(collaboration.Options{DB: w.DB, Jobs: w.Jobs, Tokens: w.Tokens, Identity: w.Identity, Opportunities: w.Opportunities,
		PageOf: func(id string) string { return "https://partner-central.example/opportunities/" + id + "?tab=channel" }})
	movable, _ := w.Clock.(*clock.Movable)
	w.Scenarios = scenario.New(scenario.Options{DB: w.DB, Jobs: w.Jobs, Bus: w.Bus, Tokens: w.Tokens, Opportunities: w.Opportunities,
		Engagements: w.Engagements, Tasks: w.Tasks, Connections: w.Connections, Desk: w.Desk, Log: log, Clock: movable, Partners: true})
}

// Again is the same world with new rooms on the same database, as a program has that was started anew.
func (w *World) Again() *World {
	again := *w
	again.furnish()
	return &again
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *World) partner(p identity.Partner, name string) Partner {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.Identity.AddPartner(ctx, p))
	out := Partner{Partner: p}
	out.Lead = w.user(p.Account, "lead", name, identity.AllianceLead)
	out.User = w.user(p.Account, "user", name, identity.ACEUser)
	out.Admin = w.user(p.Account, "admin", name, identity.CloudAdmin)
	var err error
	out.Client, err = w.Identity.AddClient(ctx, identity.Client{Account: p.Account, Name: "CRM", Managed: []string{"AWSPartnerCentralFullAccess"}})
	w.must(err)
	out.Key, err = w.Identity.IssueKey(ctx, p.Account, out.Client)
	w.must(err)
	out.API = w.Caller(out.Key.ID)
	out.Solution, err = w.Solutions.Add(ctx, p.Account, selling.CatalogAWS,
		solution.Solution{Name: "Data platform", Status: solution.Active, Category: "Software Product"})
	w.must(err)
	return out
}

func (w *World) user(account, first, last string, role identity.Role) identity.Caller {
	w.t.Helper()
	return w.Person(identity.User{Account: account, Email: first + "@" + last + ".example",
		FirstName: strings.ToUpper(first[:1]) + first[1:], LastName: strings.ToUpper(last[:1]) + last[1:], Role: role})
}

// hashed is Password as it is stored: hashed once for all worlds of a test binary, at the full cost.
var hashed = sync.OnceValues(func() (string, error) { return password.New(1).Hash(context.Background(), Password) })

// Person takes in a user whose password is Password.
func (w *World) Person(u identity.User) identity.Caller {
	w.t.Helper()
	hash, err := hashed()
	w.must(err)
	id, err := w.Identity.ImportUser(w.t.Context(), u, hash)
	w.must(err)
	c, err := w.Identity.CallerOf(w.t.Context(), id)
	w.must(err)
	return c
}

// Caller is who calls with an access key.
func (w *World) Caller(accessKeyID string) identity.Caller {
	w.t.Helper()
	k, err := w.Identity.Lookup(w.t.Context(), accessKeyID)
	w.must(err)
	return k.Principal.(identity.Caller)
}

//go:embed opportunity.json
var complete []byte

// Complete is a request for an opportunity that may be submitted once a solution is associated. Paths and values are put
// into it; a nil takes the member out.
func Complete(t testing.TB, changes ...any) doc.Doc {
	t.Helper()
	d, err := doc.Parse(bytes.TrimSpace(complete))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if path := changes[i].(string); changes[i+1] == nil {
			doc.Delete(d, path)
		} else {
			doc.Set(d, path, changes[i+1])
		}
	}
	return d
}

// Create makes an opportunity from a request and answers its id.
func (w *World) Create(c identity.Caller, catalog string, request doc.Doc) string {
	w.t.Helper()
	out, err := w.Opportunities.Create(context.Background(), c, opportunity.Creation{Catalog: catalog, Request: request})
	w.must(err)
	return out.Answer.ID
}

// Read is a record as its owner sees it.
func (w *World) Read(c identity.Caller, catalog, id string) *opportunity.Record {
	w.t.Helper()
	rec, err := w.Opportunities.Read(context.Background(), c, catalog, id)
	w.must(err)
	return rec
}

// Update replaces a record by its own document with changes, as a client does that reads, modifies and writes.
func (w *World) Update(c identity.Caller, catalog, id string, changes ...any) error {
	w.t.Helper()
	rec := w.Read(c, catalog, id)
	d := doc.Clone(rec.Doc)
	for i := 0; i+1 < len(changes); i += 2 {
		if path := changes[i].(string); changes[i+1] == nil {
			doc.Delete(d, path)
		} else {
			doc.Set(d, path, changes[i+1])
		}
	}
	_, err := w.Opportunities.Update(context.Background(), c, opportunity.Update{Catalog: catalog, ID: id, Modified: rec.Modified, Request: d})
	return err
}

// Submitted makes an opportunity that a partner has handed in.
func (w *World) Submitted(p Partner, catalog string, changes ...any) string {
	w.t.Helper()
	id := w.Create(p.API, catalog, Complete(w.t, changes...))
	related := p.Solution
	if catalog == selling.CatalogSandbox {
		related = solution.SandboxID
	}
	_, err := w.Opportunities.Associate(context.Background(), p.API, selling.AssociateOpportunityRequest{Catalog: catalog,
		OpportunityIdentifier: id, RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: related})
	w.must(err)
	_, err = w.Opportunities.HandIn(context.Background(), p.API, opportunity.Submission{Catalog: catalog, ID: id, Involvement: selling.CoSell})
	w.must(err)
	return id
}
