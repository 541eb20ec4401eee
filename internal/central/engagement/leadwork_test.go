// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// shared is a lead that AWS shares with A, by its engagement.
func shared(t *testing.T, w *centraltest.World, company string) string {
	t.Helper()
	l := *lead().Lead
	l.Customer.CompanyName, l.Customer.AwsMaturity = company, p("Evaluating")
	l.Interactions[0].SourceType, l.Interactions[0].BusinessProblem = p("Event"), p("Stock figures arrive late")
	id := must[string](t)(w.Engagements.ShareLead(t.Context(), w.Reviewer, engagement.LeadShare{Catalog: aws, Partner: w.A.Account, Title: company, Lead: l}))
	return *invitation(t, w, w.A.API, id).EngagementID
}

func view(t *testing.T, w *centraltest.World, c identity.Caller, id string) engagement.LeadView {
	t.Helper()
	return must[engagement.LeadView](t)(w.Engagements.Lead(t.Context(), c, aws, id))
}

func ruleOf(err error) string {
	if v := fault.Of(err).Violations; len(v) > 0 {
		return v[0].Rule
	}
	return ""
}

// toldAt are the notices of an account with who reads them, without those of arrivals.
func toldAt(t *testing.T, w *centraltest.World, account string) (all []string) {
	t.Helper()
	if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT kind, user_id FROM notice WHERE account_id = ? AND grp = 'owners' ORDER BY id`, account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var kind, user string
			if err := rows.Scan(&kind, &user); err != nil {
				return err
			}
			all = append(all, kind+" "+user)
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheContactOfALeadIsHiddenUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := shared(t, w, "Fernhill")
		v := view(t, w, w.A.Lead, id)
		if v.Stage != "PENDING" || v.Job != "Head of IT" || v.Lead.Interactions[0].Contact != (selling.LeadContact{}) || v.Lead.Interactions[0].BusinessProblem != nil ||
			v.May != (engagement.LeadMay{Answer: true, Transfer: true}) || v.Version != "" || v.Owner.Email != "" {
			t.Errorf("before: %+v", v)
		}
		_, err := w.Engagements.Qualify(t.Context(), w.A.Lead, engagement.Qualification{Catalog: aws, Engagement: id, Status: "Qualified"})
		if ruleOf(err) != "lead-is-accepted" {
			t.Errorf("a lead that waits is qualified: %v", err)
		}
		if err := w.Engagements.AcceptLead(t.Context(), w.A.Lead, aws, id); err != nil {
			t.Fatal(err)
		}
		v = view(t, w, w.A.Lead, id)
		if v.Stage != "ACCEPTED" || v.Lead.Interactions[0].Contact.Email != "ai@marble.example" || *v.Lead.QualificationStatus != "Open" || v.Owner.Email != w.A.Lead.Email ||
			v.May != (engagement.LeadMay{Update: true, Convert: true, Transfer: true}) || v.Version == "" {
			t.Errorf("after: %+v", v)
		}
		if err := w.Engagements.AcceptLead(t.Context(), w.A.Lead, aws, id); ruleOf(err) != "invitation-is-pending" {
			t.Errorf("accepted twice: %v", err)
		}
		other := shared(t, w, "Willow")
		if err := w.Engagements.RejectLead(t.Context(), w.A.Lead, aws, other, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Engagements.Lead(t.Context(), w.A.Lead, aws, other); !fault.Is(err, fault.NotFound) {
			t.Errorf("a declined lead is seen: %v", err)
		}
		late := shared(t, w, "Late")
		clk.Advance(15*24*time.Hour + time.Second)
		if err := w.Engagements.AcceptLead(t.Context(), w.A.Lead, aws, late); ruleOf(err) != "invitation-in-time" {
			t.Errorf("accepted too late: %v", err)
		}
		if _, err := w.Engagements.Lead(t.Context(), w.B.Lead, aws, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner sees it: %v", err)
		}
	})
}

func TestAnACEUserSeesTheLeadsThatItOwnsAndNoOthers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		first, second := shared(t, w, "Fernhill"), shared(t, w, "Willow")
		if got := leads(t, w, w.A.User, "company"); len(got) != 0 {
			t.Errorf("leads without an owner: %v", got)
		}
		for name, err := range map[string]error{
			"reads":     func() error { _, err := w.Engagements.Lead(t.Context(), w.A.User, aws, first); return err }(),
			"accepts":   w.Engagements.AcceptLead(t.Context(), w.A.User, aws, first),
			"rejects":   w.Engagements.RejectLead(t.Context(), w.A.User, aws, first, ""),
			"flags":     w.Engagements.FlagLeads(t.Context(), w.A.User, aws, []string{first}, true),
			"transfers": w.Engagements.TransferLeads(t.Context(), w.A.User, aws, []string{first}, w.A.User.Email),
			"history":   func() error { _, _, err := w.Engagements.LeadHistory(t.Context(), w.A.User, aws, first, 0); return err }(),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Engagements.TransferLeads(t.Context(), w.A.Lead, aws, []string{first}, w.A.User.Email); err != nil {
			t.Fatal(err)
		}
		if got := leads(t, w, w.A.User, "company"); !slices.Equal(got, []string{"Fernhill"}) {
			t.Errorf("its own: %v", got)
		}
		if got := toldAt(t, w, w.A.Account); !slices.Equal(got, []string{"lead.gained " + w.A.User.Principal}) {
			t.Errorf("told: %v", got)
		}
		if got := leads(t, w, w.A.Lead, "company", with("owner", "=", w.A.User.Email)); !slices.Equal(got, []string{"Fernhill"}) {
			t.Errorf("by owner: %v", got)
		}
		if got := leads(t, w, w.A.Lead, "company", with("owner", "=", "")); !slices.Equal(got, []string{"Willow"}) {
			t.Errorf("nobody's: %v", got)
		}
		if err := w.Engagements.AcceptLead(t.Context(), w.A.User, aws, first); err != nil {
			t.Fatal(err)
		}
		if v := view(t, w, w.A.User, first); v.Owner.Email != w.A.User.Email || v.Lead.Interactions[0].Contact.LastName == "" {
			t.Errorf("%+v", v)
		}
		must[selling.EngagementContextResponse](t)(w.Engagements.Qualify(t.Context(), w.A.User, engagement.Qualification{Catalog: aws, Engagement: first, Status: "Research"}))
		err := w.Engagements.TransferLeads(t.Context(), w.A.Lead, aws, []string{second, first}, "nobody@alpha.example")
		if ruleOf(err) != "lead-owner-is-user" || strings.Contains(fault.Of(err).Violations[0].Value, "@") {
			t.Errorf("to a stranger: %v", err)
		}
		// All or none: the second is A's, the third does not exist.
		if err := w.Engagements.TransferLeads(t.Context(), w.A.Lead, aws, []string{second, "eng-00000000000000"}, w.A.User.Email); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that does not exist: %v", err)
		}
		if v := view(t, w, w.A.Lead, second); v.Owner.Email != "" {
			t.Errorf("half of it was transferred: %+v", v.Owner)
		}
		if err := w.Engagements.TransferLeads(t.Context(), w.A.User, aws, []string{first}, w.A.Lead.Email); err != nil {
			t.Errorf("an owner gives its lead away: %v", err)
		}
		if _, err := w.Engagements.Lead(t.Context(), w.A.User, aws, first); !fault.Is(err, fault.NotFound) {
			t.Errorf("it still sees it: %v", err)
		}
		if got := toldAt(t, w, w.A.Account); !slices.Contains(got, "lead.gained "+w.A.Lead.Principal) || slices.ContainsFunc(got, func(n string) bool { return strings.HasPrefix(n, "lead.lost") }) {
			t.Errorf("told: %v", got) // whoever gives it away knows
		}
	})
}

func TestAnEditOfALeadKeepsWhatIsAWSsAndAddsAnInteractionForAnotherPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := shared(t, w, "Fernhill")
		if err := w.Engagements.AcceptLead(t.Context(), w.A.Lead, aws, id); err != nil {
			t.Fatal(err)
		}
		edit := func(version string, d doc.Doc) error {
			_, err := w.Engagements.EditLead(t.Context(), w.A.Lead, engagement.LeadEdit{Catalog: aws, Engagement: id, Version: version, Change: d})
			return err
		}
		person := doc.Doc{"BusinessTitle": "Head of IT", "Email": "ai@marble.example", "FirstName": "Ai", "LastName": "Sonnenschein"}
		need := func(who doc.Doc) doc.Doc {
			return doc.Doc{"Usecase": "Analytics", "BusinessProblem": "Stock figures arrive late", "SourceType": "Mine", "Contact": who}
		}
		version := view(t, w, w.A.Lead, id).Version
		if err := edit(version, doc.Doc{"Customer": doc.Doc{"CompanyName": "Another", "AwsMaturity": "Expert", "WebsiteUrl": "https://fernhill.example", "Address": doc.Doc{"City": "Kyoto", "CountryCode": "JP"}},
			"QualificationStatus": "Disqualified", "Interaction": need(person)}); err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		v := view(t, w, w.A.Lead, id)
		if c := v.Lead.Customer; c.CompanyName != "Fernhill" || *c.AwsMaturity != "Evaluating" || *c.WebsiteURL != "https://fernhill.example" || *c.Address.City != "Kyoto" || c.Industry != nil ||
			*v.Lead.QualificationStatus != "Open" || len(v.Lead.Interactions) != 1 {
			t.Errorf("%+v %+v", v.Lead, v.Lead.Customer)
		}
		clk.Advance(time.Minute)
		if err := edit(version, doc.Doc{"Customer": doc.Doc{}}); !fault.Is(err, fault.Conflict) || fault.Of(err).Version != v.Version {
			t.Errorf("an edit of what was changed meanwhile: %v", err)
		}
		person["Email"], person["FirstName"] = "ren@marble.example", "Ren"
		if err := edit(v.Version, doc.Doc{"Customer": doc.Doc{"Industry": "Retail"}, "Interaction": need(person)}); err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		v = view(t, w, w.A.Lead, id)
		if all := v.Lead.Interactions; len(all) != 2 || all[1].Contact.FirstName != "Ren" || *all[1].SourceType != "Event" || all[1].InteractionDate == nil {
			t.Errorf("%+v", v.Lead.Interactions)
		}
		err := edit(v.Version, doc.Doc{"Customer": doc.Doc{"WebsiteUrl": strings.Repeat("x", 256)}, "Interaction": need(doc.Doc{"BusinessTitle": "CTO", "Email": "cto@fernhill.example"})})
		var at []string
		for _, found := range fault.Of(err).Violations {
			at = append(at, found.At)
		}
		if slices.Sort(at); !slices.Equal(at, []string{"Lead.Customer.WebsiteUrl", "Lead.Interaction.Contact.FirstName", "Lead.Interaction.Contact.LastName"}) {
			t.Errorf("refused at %v: %v", at, err)
		}
		must[selling.EngagementContextResponse](t)(w.Engagements.Qualify(t.Context(), w.A.Lead, engagement.Qualification{Catalog: aws, Engagement: id, Status: "Disqualified", Reason: "No budget"}))
		if may := view(t, w, w.A.Lead, id).May; may != (engagement.LeadMay{Update: true, Transfer: true}) {
			t.Errorf("a disqualified lead: %+v", may)
		}
		history, next, err := w.Engagements.LeadHistory(t.Context(), w.A.Lead, aws, id, 0)
		if err != nil || next != 0 || len(history) != 4 {
			t.Fatalf("%+v, %d, %v", history, next, err)
		}
		if h := history[0]; h.Action != "status" || h.Comment != "No budget" || h.Name != w.A.Lead.Name || !slices.Equal(h.Changes, []engagement.LeadValue{{Path: "QualificationStatus", Before: "Open", After: "Disqualified"}}) {
			t.Errorf("%+v", h)
		}
		if h := history[1]; !slices.Contains(h.Changes, engagement.LeadValue{Path: "Interactions[].Contact.FirstName", Before: "Ai", After: "Ren"}) ||
			!slices.Contains(h.Changes, engagement.LeadValue{Path: "Customer.Address.City", Before: "Kyoto", After: ""}) {
			t.Errorf("%+v", h)
		}
		var sealed []byte
		if err := w.DB.Row(t.Context(), `SELECT changes FROM engagement_lead_history WHERE engagement = ? AND number = 3`, id).Scan(&sealed); err != nil || len(sealed) == 0 || strings.Contains(string(sealed), "Ren") {
			t.Errorf("people stand in the store: %q, %v", sealed, err)
		}
		if h := history[3]; h.Action != "accept" || !slices.Equal(h.Changes, []engagement.LeadValue{{Path: "Owner", After: w.A.Lead.Name}}) {
			t.Errorf("%+v", h)
		}
	})
}
