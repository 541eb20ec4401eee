// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Form is a whole opportunity as a page edits it: what takes several calls of the API is saved in one step.
type Form struct {
	Document    doc.Doc
	Solutions   []string // nil: as they are
	Products    []string // nil: as they are
	Involvement string
	Visibility  string
	Owner       string // mail address of who gets a new record; empty: as without a form
	Submit      bool   // hand it in
}

// Saved is what a page needs to go on.
type Saved struct {
	ID      string
	Version string // LastModifiedDate
	Review  string
}

func (r *Record) saved() Saved { return Saved{ID: r.ID(), Version: r.Locked(), Review: r.Review()} }

// CreateForm makes an opportunity from a form: all of it, or nothing.
func (r *Room) CreateForm(ctx context.Context, c identity.Caller, catalog string, f Form, ticket idempotency.Ticket, along ...With) (Saved, error) {
	if err := r.enter(c, catalog); err != nil {
		return Saved{}, err
	}
	for range tries {
		rec, err := r.createForm(ctx, c, catalog, f, ticket, along)
		if err == nil {
			return rec.saved(), nil
		}
		if !errors.Is(err, sqldb.ErrDuplicate) {
			return Saved{}, err
		}
	}
	return Saved{}, errors.New("an opportunity could not be created: others were faster each time")
}

func (r *Room) createForm(ctx context.Context, c identity.Caller, catalog string, f Form, ticket idempotency.Ticket, along []With) (*Record, error) {
	if out, seen, err := r.replayed(ctx, Creation{Catalog: catalog, Ticket: ticket}); seen || err != nil {
		if err != nil {
			return nil, err
		}
		return r.load(ctx, out.Key)
	}
	rec, broken, err := r.formed(ctx, c, catalog, nil, f)
	if err != nil {
		return nil, err
	}
	if len(broken) > 0 {
		return nil, fault.Broken(broken...)
	}
	if rec.Number, err = r.numbers[catalog].Next(ctx); err != nil {
		return nil, err
	}
	if err := r.staffForm(ctx, c, rec, f.Owner); err != nil {
		return nil, err
	}
	draft := rec.clone()
	doc.Set(draft.Doc, reviewPath, rule.ReviewPending)
	return rec, r.storeForm(ctx, c, draft, rec, f, ticket, along)
}

// storeForm stores a new record, first as a draft and then, where the form asks for it, handed in.
func (r *Room) storeForm(ctx context.Context, c identity.Caller, draft, rec *Record, f Form, ticket idempotency.Ticket, along []With) error {
	if err := r.seal(ctx, rec); err != nil {
		return err
	}
	made, err := r.line(ctx, c, nil, step{action: ActionCreate, after: draft})
	if err != nil {
		return err
	}
	draft.Version = 1
	sent, err := r.line(ctx, c, draft, step{action: ActionSubmit, after: rec})
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		now := selling.Instant(tx.Now())
		draft.Created, draft.Modified, rec.Created, rec.Modified, rec.Version = now, now, now, now, 1
		if f.Submit {
			rec.Version = 2
		}
		if err := r.insert(tx, rec); err != nil {
			return err
		}
		if err := made.insert(tx, draft); err != nil {
			return err
		}
		if err := r.tell(tx, rec, awsevent.OpportunityCreated); err != nil {
			return err
		}
		if err := r.happened(tx, Happening{ActionCreate, nil, draft}); err != nil {
			return err
		}
		_, answer, err := rec.created()
		if err != nil {
			return err
		}
		if err := ticket.Keep(tx, answer); err != nil {
			return err
		}
		for _, with := range along {
			if err := with(tx, rec); err != nil {
				return err
			}
		}
		if err := announce(tx, c, nil, step{action: ActionCreate, after: rec}); err != nil || !f.Submit {
			return err
		}
		if err := r.handedIn(tx, sent, draft, rec); err != nil {
			return err
		}
		return announce(tx, c, rec, step{action: ActionSubmit, after: rec})
	})
}

// handedIn stores what comes with a new record that is handed in at once.
func (r *Room) handedIn(tx *sqldb.Tx, sent line, draft, rec *Record) error {
	if err := sent.insert(tx, rec); err != nil {
		return err
	}
	if err := r.tell(tx, rec, awsevent.OpportunityUpdated); err != nil {
		return err
	}
	for _, with := range r.submitting() {
		if err := with(tx, rec); err != nil {
			return err
		}
	}
	if err := r.changed(tx, rec); err != nil {
		return err
	}
	return r.happened(tx, Happening{ActionSubmit, draft, rec})
}

// submitting is what is stored with a record that a page hands in.
func (r *Room) submitting() []With {
	also := []With{ensureSide}
	if r.Engage != nil {
		also = append(also, r.Engage)
	}
	return also
}

// SaveForm replaces a record by a form: all of it, or nothing. version is the LastModifiedDate it was decided on.
func (r *Room) SaveForm(ctx context.Context, c identity.Caller, catalog, id, version string, f Form, along ...With) (Saved, error) {
	if err := r.enter(c, catalog); err != nil {
		return Saved{}, err
	}
	k, err := key(c, catalog, id)
	if err != nil {
		return Saved{}, err
	}
	after, err := r.change(ctx, c, k, func(before *Record) (step, error) {
		if err := before.is(version); err != nil {
			return step{}, err
		}
		after, broken, err := r.formed(ctx, c, catalog, before, f)
		if err != nil {
			return step{}, err
		}
		if len(broken) > 0 {
			return step{}, fault.Broken(broken...)
		}
		s := step{action: ActionUpdate, after: after, also: append(offers(before, after), along...)}
		if f.Submit {
			s.action, s.also = ActionSubmit, append(s.also, r.submitting()...)
		}
		return s, nil
	})
	if err != nil {
		return Saved{}, err
	}
	return after.saved(), nil
}

// HandIn submits a record from a page: with its engagement, as StartEngagementFromOpportunityTask does.
func (r *Room) HandIn(ctx context.Context, c identity.Caller, in Submission, along ...With) (Saved, error) {
	if r.Engage != nil {
		along = append(along, r.Engage)
	}
	rec, err := r.Submit(ctx, c, in, along...)
	if err != nil {
		return Saved{}, err
	}
	return rec.saved(), nil
}

// CheckForm says everything that saving a form, or handing it in, would be refused for. Nothing is stored.
// id is empty for a new record.
func (r *Room) CheckForm(ctx context.Context, c identity.Caller, catalog, id string, f Form) ([]catalogue.Violation, error) {
	if err := r.enter(c, catalog); err != nil {
		return nil, err
	}
	var before *Record
	if id != "" {
		rec, err := r.Read(ctx, c, catalog, id)
		if err != nil {
			return nil, err
		}
		before = rec
	}
	_, broken, err := r.formed(ctx, c, catalog, before, f)
	return broken, err
}

// formed works out the record that a form makes, and everything that is wrong with it.
func (r *Room) formed(ctx context.Context, c identity.Caller, catalog string, before *Record, f Form) (*Record, []catalogue.Violation, error) {
	// A page's document comes from an ordinary JSON reader. From here on it is one that the API would take, too.
	document, err := doc.Parse(doc.Append(nil, f.Document))
	if err != nil {
		return nil, nil, fault.Malformed(unreadable(err))
	}
	f.Document = document
	found := shapely(catalog, before, f.Document)
	if slices.ContainsFunc(found, func(v catalogue.Violation) bool { return v.Rule == "request-type" }) {
		return nil, found, nil // nothing further can be said of a document of the wrong types
	}
	var rec *Record
	var q *question
	if before == nil {
		rec, q = r.proposed(ctx, c, catalog, f.Document)
		found = append(found, rec.fromPage()...)
		if err := r.ownable(ctx, c, rec, f.Owner, &found); err != nil {
			return nil, nil, err
		}
	} else {
		rec = before.clone()
		rec.Doc = f.Document
		q = r.ask(ctx, c, rule.OnUpdate, before, rec)
		q.beside(before)
		q.normalize(rec)
	}
	if err := q.gather(&found); err != nil {
		return nil, nil, err
	}
	rec, err = r.relateForm(ctx, c, before, rec, f, &found)
	if err != nil || !f.Submit {
		return rec, found, err
	}
	stored := before
	if stored == nil {
		stored = rec
	}
	was := rec.clone()
	doc.Set(was.Doc, reviewPath, stored.Review())
	rec, q = r.handing(ctx, c, was, f.Involvement, f.Visibility)
	if err := q.gather(&found); err != nil {
		return nil, nil, err
	}
	rec.handIn(r.Clock.Now())
	return rec, found, nil
}

// fromPage refuses on a page what CreateOpportunity does with an AWS referral in the Sandbox: it makes no record to go on with.
func (r *Record) fromPage() []catalogue.Violation {
	if r.Origin != OriginAWS || r.Catalog != selling.CatalogSandbox {
		return nil
	}
	return []catalogue.Violation{{
		Field: "origin", Path: selling.MemberOrigin, At: selling.MemberOrigin, Code: catalogue.ActionNotPermitted, Rule: "origin-of-page", Value: OriginAWS,
		Message:   "origin AWS Referral is simulated by CreateOpportunity, not by this page",
		MessageJA: "起点「AWS 紹介」のシミュレーションは API の CreateOpportunity で行います。この画面では作成できません。",
		FixEN:     "Leave the origin out, or call CreateOpportunity in the Sandbox.", FixJA: "起点を省略するか、Sandbox で CreateOpportunity を呼び出してください。",
	}}
}

// ownable refuses an owner who may own nothing, as an assignment would.
func (r *Room) ownable(ctx context.Context, c identity.Caller, rec *Record, email string, found *[]catalogue.Violation) error {
	if email == "" {
		return nil
	}
	_, broken, err := r.assigned(ctx, c, rec, selling.Assignee{Email: email, BusinessTitle: ownerTitle})
	for _, v := range broken {
		if v.Rule == "assignee-is-user" {
			*found = append(*found, v)
		}
	}
	return err
}

// staffForm names the owner that a form asks for, or else the one whom every new record has.
func (r *Room) staffForm(ctx context.Context, c identity.Caller, rec *Record, email string) error {
	if email == "" {
		return r.staff(ctx, c, rec)
	}
	user, _, err := r.colleague(ctx, c, email)
	if err == nil {
		rec.own(user)
	}
	return err
}

func unreadable(err error) catalogue.Violation {
	return catalogue.Violation{Code: catalogue.InvalidStringFormat, Rule: "request-readable", Message: "The document cannot be read: " + err.Error() + ".",
		MessageJA: "内容を読み取れません。", FixEN: "Remove characters that cannot be seen, and shorten long texts.", FixJA: "目に見えない文字を削除し、長い文章を短くしてください。"}
}

// relateForm puts the form's solutions and products on the record.
func (r *Room) relateForm(ctx context.Context, c identity.Caller, before, rec *Record, f Form, found *[]catalogue.Violation) (*Record, error) {
	after := rec.clone()
	changed := false
	for _, k := range []struct {
		kind string
		list []string
	}{{rule.Solutions, f.Solutions}, {rule.AwsProducts, f.Products}} {
		if k.list != nil && !slices.Equal(k.list, rec.Related(k.kind)) {
			after.setRelated(k.kind, k.list)
			changed = true
		}
	}
	if !changed {
		return rec, nil
	}
	was := rec.clone()
	if before != nil { // the state that counts is the stored one
		doc.Set(was.Doc, reviewPath, before.Review())
		doc.Set(was.Doc, stagePath, before.Stage())
	}
	q := r.ask(ctx, c, rule.OnAssociate, was, after)
	q.normalize(after)
	return after, q.gather(found)
}

// gather adds what is wrong with a change to what was found before; the same breach is told once.
func (q *question) gather(found *[]catalogue.Violation) error {
	broken, err := q.broken()
	for _, v := range broken {
		if !slices.ContainsFunc(*found, func(o catalogue.Violation) bool {
			return o.Field == v.Field && o.Code == v.Code && o.Message == v.Message
		}) {
			*found = append(*found, v)
		}
	}
	return err
}

// shapely holds a form's document against the model of the operation that it stands for.
func shapely(catalog string, before *Record, d doc.Doc) []catalogue.Violation {
	operation, request := "CreateOpportunity", doc.Doc{}
	for name, v := range d {
		request[name] = v
	}
	request[selling.MemberCatalog], request[selling.MemberClientToken] = catalog, "page"
	if before != nil {
		operation = "UpdateOpportunity"
		request[selling.MemberIdentifier], request[selling.MemberLastModifiedDate] = before.ID(), before.Locked()
	}
	return catalogue.CheckRequest(operation, request)
}
