// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/pages"
)

// Pairing is how it stands between a record and AWS.
type Pairing struct {
	State          string     `json:"state" enum:"none,blocked,waiting,synced,failed,parked"`
	OpportunityID  string     `json:"opportunityId,omitempty"`
	ReviewStatus   string     `json:"reviewStatus,omitempty"`
	ReviewComments string     `json:"reviewComments,omitempty"`
	AWSStage       string     `json:"awsStage,omitempty"`
	LastSyncedDate *time.Time `json:"lastSyncedDate,omitempty"`
	Message        string     `json:"message,omitempty"`
	MessageJA      string     `json:"messageJa,omitempty"`
	Said           string     `json:"said,omitempty" doc:"what was written down, in AWS's words or for operators"`
	Parked         int        `json:"parked"`
	Problems       int        `json:"problems"`
	Locked         int        `json:"locked,omitempty" doc:"edits that AWS does not take in the state that the opportunity has"`
}

// Named is a record by its name.
type Named struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Object string `json:"object,omitempty"`
}

// RecordRow is a record in a list.
type RecordRow struct {
	Object       string     `json:"object"`
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Account      *Named     `json:"account,omitempty" nullable:"false"`
	Stage        string     `json:"stage,omitempty"`
	Amount       string     `json:"amount,omitempty"`
	Currency     string     `json:"currency,omitempty"`
	CloseDate    string     `json:"closeDate,omitempty"`
	Owner        string     `json:"owner,omitempty"`
	ModifiedDate time.Time  `json:"modifiedDate"`
	Pairing      Pairing    `json:"pairing"`
	Fields       pages.JSON `json:"fields" doc:"all but long texts and personal data"`
}

// RecordPage is a page of records.
type RecordPage struct {
	Items []RecordRow `json:"items" nullable:"false"`
	pages.Page
}

// Deal is a whole record.
type Deal struct {
	Object     string           `json:"object"`
	ID         string           `json:"id"`
	Version    string           `json:"version"`
	Name       string           `json:"name"`
	Fields     pages.JSON       `json:"fields"`
	References map[string]Named `json:"references"`
	Related    []Named          `json:"related" nullable:"false"`
	Pairing    Pairing          `json:"pairing"`
	Comments   []Comment        `json:"comments" nullable:"false"`
	Parked     []ParkedEdit     `json:"parked" nullable:"false"`
	Allowed    Allowed          `json:"allowed"`
	Log        []LogRow         `json:"log" nullable:"false"`
	AWS        *AWSFacts        `json:"aws,omitempty" doc:"what AWS says about the deal"`
	Editable   []EditableField  `json:"editable,omitempty" nullable:"false" doc:"fields that go to AWS and may be changed there now; absent when the deal was never shared"`
}

// AWSFacts is the CRM's record of what AWS says about a deal: an ACEOpportunity.
type AWSFacts struct {
	ID     string     `json:"id"`
	Fields pages.JSON `json:"fields"`
}

// EditableField is a field of the deal, of its account or of its contact.
type EditableField struct {
	Object string `json:"object"`
	ID     string `json:"id"`
	Field  string `json:"field"`
}

// Allowed says what can be done with a record now.
type Allowed struct {
	Edit  bool `json:"edit"`
	Share bool `json:"share"`
	Sync  bool `json:"sync"`
}

// Comment is a remark on a record.
type Comment struct {
	At      time.Time `json:"at"`
	Author  string    `json:"author"`
	Text    string    `json:"text"`
	FromAWS bool      `json:"fromAws"`
}

// ParkedEdit waits for the review to end.
type ParkedEdit struct {
	Field   string      `json:"field"`
	Label   string      `json:"label"`
	LabelJA string      `json:"labelJa"`
	Path    string      `json:"path"`
	Value   pages.Value `json:"value"`
	Since   time.Time   `json:"since"`
}

// Saved answers a write.
type Saved struct {
	ID      string `json:"id"`
	Version string `json:"version"`
}

type listIn struct {
	Object string `path:"object"`
	pages.List
}

// RecordPath names a record in an endpoint's path.
type RecordPath struct {
	Object string `path:"object"`
	ID     string `path:"id"`
}

type createIn struct {
	Object string `path:"object"`
	Body   struct {
		Fields pages.JSON `json:"fields"`
	}
}

type updateIn struct {
	RecordPath
	Body struct {
		Version string     `json:"version" required:"false"`
		Fields  pages.JSON `json:"fields"`
	}
}

const (
	recordsPath = "/api/connector/objects/{object}/records"
	recordPath  = recordsPath + "/{id}"
)

func (p *Portal) records() {
	serve(p, pages.Operation("listRecords", http.MethodGet, recordsPath, "A page of an object's records", 200, 400, 404), everybody, p.list)
	serve(p, pages.Operation("getRecord", http.MethodGet, recordPath, "A whole record", 200, 404), everybody, p.record)
	serve(p, pages.Operation("createRecord", http.MethodPost, recordsPath, "Make a record", 201, 400, 404, 422), everybody,
		func(ctx context.Context, who embedded.User, in *createIn) (Saved, error) {
			return p.save(ctx, who, crm.Write{Object: in.Object}, in.Body.Fields)
		})
	serve(p, pages.Operation("updateRecord", http.MethodPut, recordPath, "Change fields of a record", 200, 400, 404, 409, 422), everybody,
		func(ctx context.Context, who embedded.User, in *updateIn) (Saved, error) {
			if in.Body.Version == "" {
				return Saved{}, pages.Malformed("version", "name the version that was read")
			}
			return p.save(ctx, who, crm.Write{Object: in.Object, ID: in.ID, Version: in.Body.Version}, in.Body.Fields)
		})
}

func (p *Portal) save(ctx context.Context, who embedded.User, w crm.Write, fields pages.JSON) (Saved, error) {
	if _, known := embedded.ObjectNamed(w.Object); !known {
		return Saved{}, crm.ErrNotFound
	}
	d, err := doc.Parse([]byte(fields))
	if err != nil {
		return Saved{}, pages.Malformed("fields", "the fields are no JSON object")
	}
	w.Fields = crm.Fields(d)
	rec, err := p.CRM.Save(ctx, who, w)
	if errors.Is(err, crm.ErrStale) {
		return Saved{}, p.stale(ctx, who, w)
	}
	return Saved{rec.ID, rec.Version}, err
}

// stale tells the version that somebody faster has made.
func (p *Portal) stale(ctx context.Context, who embedded.User, w crm.Write) error {
	problem := pages.NewProblem(http.StatusConflict, "stale", "Somebody was faster: the record is another since you opened it. Reload it and try again.")
	if rec, err := p.CRM.Read(ctx, who, w.Object, w.ID); err == nil {
		problem.Version = rec.Version
	}
	return problem
}

func (p *Portal) list(ctx context.Context, who embedded.User, in *listIn) (RecordPage, error) {
	q, err := in.Read(pages.Offer{Judged: true, Sort: "modified"})
	if err != nil {
		return RecordPage{}, err
	}
	ask := embedded.Query{Object: in.Object, Sort: q.Sort, Desc: !q.Asc, Size: q.Size, Cursor: q.Cursor}
	for _, t := range q.Tokens {
		ask.Filters = append(ask.Filters, embedded.Filter(t))
	}
	found, err := p.CRM.List(ctx, who, ask)
	if err != nil {
		return RecordPage{}, err
	}
	out := RecordPage{Items: []RecordRow{}, Page: pages.Page{Next: found.Next, Previous: found.Previous, Total: found.Total, TotalCapped: found.Capped}}
	names := map[string]string{}
	for _, r := range found.Rows {
		row := RecordRow{Object: r.Object, ID: r.ID, Name: r.Name, Stage: r.Fields.Text("StageName"), Amount: r.Fields.Text("Amount"),
			Currency: r.Fields.Text("CurrencyIsoCode"), CloseDate: r.Fields.Text("CloseDate"), Owner: r.Fields.Text("Owner"), ModifiedDate: r.ModifiedDate}
		if id := r.Fields.Text("AccountId"); id != "" {
			if _, known := names[id]; !known {
				account, err := p.CRM.Read(ctx, who, crm.Account, id)
				if err != nil && !errors.Is(err, crm.ErrNotFound) {
					return RecordPage{}, err
				}
				names[id] = embedded.Name(account)
			}
			row.Account = &Named{ID: id, Name: names[id]}
		}
		if row.Pairing, err = p.pairing(ctx, who, r.Object, r.ID); err != nil {
			return RecordPage{}, err
		}
		if row.Fields, err = short(r.Record); err != nil {
			return RecordPage{}, err
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

// pairing is how it stands with a record; one that was never shared stands at none.
func (p *Portal) pairing(ctx context.Context, who embedded.User, object, id string) (Pairing, error) {
	found, err := p.Sync.Pairing(ctx, who.Account, object, id)
	if errors.Is(err, ledger.ErrNone) || errors.Is(err, sync.ErrNoTenant) {
		return Pairing{State: string(ledger.None)}, nil
	}
	return p.shown(found), err
}

func (p *Portal) shown(f ledger.Pairing) Pairing {
	says := p.stands(f)
	out := Pairing{State: string(f.State), OpportunityID: f.Opportunity, ReviewStatus: f.Review, ReviewComments: f.Comments, AWSStage: f.AWSStage,
		Message: says.en, MessageJA: says.ja, Said: f.Message, Parked: len(f.Parked), Problems: len(f.Problems)}
	if !f.SyncedAt.IsZero() {
		out.LastSyncedDate = &f.SyncedAt
	}
	out.Locked = len(f.Locked)
	return out
}

func (p *Portal) record(ctx context.Context, who embedded.User, in *RecordPath) (Deal, error) {
	o, known := embedded.ObjectNamed(in.Object)
	if !known {
		return Deal{}, crm.ErrNotFound
	}
	rec, err := p.CRM.Read(ctx, who, in.Object, in.ID)
	if err != nil {
		return Deal{}, err
	}
	fields, err := json.Marshal(rec.Fields)
	if err != nil {
		return Deal{}, err
	}
	d := Deal{Object: rec.Object, ID: rec.ID, Version: rec.Version, Name: embedded.Name(rec), Fields: fields, References: map[string]Named{},
		Related: []Named{}, Comments: []Comment{}, Parked: []ParkedEdit{}, Log: []LogRow{}}
	for _, f := range o.Fields {
		id := rec.Fields.Text(f.Name)
		if f.To == "" || id == "" {
			continue
		}
		to, err := p.CRM.Read(ctx, who, f.To, id)
		if err != nil && !errors.Is(err, crm.ErrNotFound) {
			return Deal{}, err
		}
		d.References[f.Name] = Named{ID: id, Name: embedded.Name(to), Object: f.To}
	}
	if err := p.surround(ctx, who, rec, &d); err != nil {
		return Deal{}, err
	}
	return d, p.standing(ctx, who, rec, &d)
}

// surround adds what refers to the record, and the comments on it.
func (p *Portal) surround(ctx context.Context, who embedded.User, rec crm.Record, d *Deal) error {
	t := p.CRM.Tenant(who.Account)
	account := rec.Fields.Text("AccountId")
	var objects []string
	switch rec.Object {
	case crm.Account:
		account, objects = rec.ID, []string{crm.Contact, crm.Opportunity}
	case crm.Opportunity:
		objects = []string{crm.Contact}
		facts, err := t.Find(ctx, crm.ACEOpportunity, "OpportunityRef", rec.ID)
		if err != nil {
			return err
		}
		for _, f := range facts {
			fields, err := json.Marshal(f.Fields)
			if err != nil {
				return err
			}
			d.AWS = &AWSFacts{ID: f.ID, Fields: fields}
		}
	}
	for _, object := range objects {
		found, err := t.Find(ctx, object, "AccountId", account)
		if err != nil {
			return err
		}
		for _, r := range found {
			d.Related = append(d.Related, Named{ID: r.ID, Name: embedded.Name(r), Object: object})
		}
	}
	comments, err := t.Comments(ctx, rec.Object, rec.ID)
	if err != nil {
		return err
	}
	for _, c := range comments {
		d.Comments = append(d.Comments, Comment{At: c.At, Author: c.Author, Text: c.Text, FromAWS: c.FromAWS})
	}
	return nil
}

// short are the fields of a record that fit into a column and are nobody's personal data.
func short(rec crm.Record) (pages.JSON, error) {
	o, _ := embedded.ObjectNamed(rec.Object)
	fields := crm.Fields{}
	for _, f := range o.Fields {
		if v, set := rec.Fields[f.Name]; set && !f.Sensitive && f.Type != crm.LongText {
			fields[f.Name] = v
		}
	}
	return json.Marshal(fields)
}
