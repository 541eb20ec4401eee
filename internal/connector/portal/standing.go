// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/sync"
	"cosell/internal/pages"
)

// standing adds how it stands between the record and AWS.
func (p *Portal) standing(ctx context.Context, who embedded.User, rec crm.Record, d *Deal) error {
	isDeal := rec.Object == crm.Opportunity
	d.Allowed.Edit = rec.Object != crm.ACEOpportunity && rec.Object != crm.ACELead
	found, err := p.Sync.Pairing(ctx, who.Account, rec.Object, rec.ID)
	switch {
	case errors.Is(err, sync.ErrNoTenant):
		d.Pairing = Pairing{State: string(ledger.None)}
		return nil
	case errors.Is(err, ledger.ErrNone):
		d.Pairing, d.Allowed.Share = Pairing{State: string(ledger.None)}, isDeal
		return nil
	case err != nil:
		return err
	}
	d.Pairing, d.Editable = p.shown(found), p.editable(found, rec)
	d.Allowed.Share, d.Allowed.Sync = isDeal && found.Opportunity == "" && found.State != ledger.Waiting, true
	for _, e := range found.Parked {
		edit := ParkedEdit{Field: e.Field, Path: e.Path, Value: pages.Value{Of: e.Value}, Since: e.Since}
		edit.Label, edit.LabelJA = crmLabel(e.Object, e.Field)
		d.Parked = append(d.Parked, edit)
	}
	const latest = 10
	rows, err := p.Ledger.History(ctx, found.Key, latest)
	d.Log = []LogRow{}
	for _, e := range rows {
		d.Log = append(d.Log, p.logRow(e))
	}
	if err != nil || found.State != ledger.Failed {
		return err
	}
	return p.why(ctx, who, rows, &d.Pairing)
}

// why says in full what the newest failure of a record was: what was sent tells more than what is kept beside the record.
func (p *Portal) why(ctx context.Context, who embedded.User, rows []ledger.Entry, out *Pairing) error {
	i := slices.IndexFunc(rows, func(e ledger.Entry) bool { return e.Outcome == ledger.LogFailed })
	if i < 0 || out.Said != rows[i].Message {
		return nil
	}
	e, err := p.Ledger.Show(ctx, who.Account, rows[i].ID)
	says := p.told(e)
	out.Message, out.MessageJA = says.en, says.ja
	return err
}

// editable are the fields that go to AWS and may be changed there in the state that the opportunity had when it was last
// read.
func (p *Portal) editable(f ledger.Pairing, rec crm.Record) []EditableField {
	if f.Opportunity == "" || f.Base == nil {
		return nil
	}
	stage, _ := f.Base.AWS[catalogue.PathStage].(string)
	state := rule.StateOf(f.Review, stage)
	ids := map[string]string{rec.Object: rec.ID, crm.Account: rec.Fields.Text("AccountId"), crm.Contact: rec.Fields.Text("ContactId")}
	all := []EditableField{}
	for _, pair := range p.Sync.Mapping.Pairs() {
		if pair.Way == mapping.ToCRM || ids[pair.Object] == "" || pair.Field == "Id" || !mayChange(state, pair.Path) {
			continue
		}
		e := EditableField{Object: pair.Object, ID: ids[pair.Object], Field: pair.Field}
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}

// mayChange says whether ACE takes another value at a path; what is associated is tied rather than written.
func mayChange(state rule.State, path string) bool {
	if kind, associated := strings.CutPrefix(path, "RelatedEntityIdentifiers."); associated {
		return rule.MayCall(state, rule.CallAssociate, kind)
	}
	return rule.MayEdit(state, path)
}
