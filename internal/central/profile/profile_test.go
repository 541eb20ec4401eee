// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	aws     = selling.CatalogAWS
	sandbox = selling.CatalogSandbox
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Reason
}

func codes(err error) (all []string) {
	if !fault.Is(err, fault.BusinessInvalid) {
		return []string{fmt.Sprint(err)}
	}
	for _, v := range fault.Of(err).Violations {
		all = append(all, string(v.Code))
		if v.FixEN == "" || v.MessageJA == "" || v.FixJA == "" || v.Rule == "" {
			all = append(all, "which is not told whole")
		}
	}
	return all
}

// verified brings A through its verifications as a business of a name.
func verified(t *testing.T, w *centraltest.World, clk *clock.Manual, name string) {
	t.Helper()
	ctx := t.Context()
	if _, err := w.Verifications.Start(ctx, w.A.API, account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{
		BusinessVerificationDetails: &account.BusinessVerificationDetails{LegalName: name, RegistrationID: "1", CountryCode: "US"}}}, idempotency.Ticket{}); err != nil {
		t.Fatal(err)
	}
	v, err := w.Verifications.Start(ctx, w.A.API, account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{
		RegistrantVerificationDetails: &struct{}{}}}, idempotency.Ticket{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Verifications.Complete(ctx, strings.TrimPrefix(v.VerificationResponseDetails.RegistrantVerificationResponse.CompletionURL, centraltest.CompletionURL)); err != nil {
		t.Fatal(err)
	}
	clk.Advance(centraltest.Moderation)
	if err := w.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func request(catalog, name string) account.CreatePartnerRequest {
	return account.CreatePartnerRequest{Catalog: catalog, LegalName: name, PrimarySolutionType: "SOFTWARE_PRODUCTS", EmailVerificationCode: "123456",
		AllianceLeadContact: account.AllianceLeadContact{FirstName: "A", LastName: "B", Email: "a@alpha.example", BusinessTitle: "C"}}
}

func TestAPartnerIsFoundedOnWhatWasProven(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		create := func(who identity.Caller, in account.CreatePartnerRequest) error {
			_, err := w.Profiles.Create(t.Context(), who, in, idempotency.Ticket{})
			return err
		}
		tagged := request(sandbox, "Alpha Software")
		tagged.Tags = []account.Tag{{Key: "k", Value: "v"}}
		if got, want := codes(create(w.A.API, tagged)), []string{"ACTION_NOT_PERMITTED", account.CodeIncompatibleKnowYourBusinessStatus, account.CodeIncompatibleIdentityVerificationStatus}; !slices.Equal(got, want) {
			t.Errorf("unverified: %v, want %v", got, want)
		}
		verified(t, w, clk, "Alpha Software")
		if got := codes(create(w.A.API, request(sandbox, "Omega"))); !slices.Equal(got, []string{account.CodeIncompatibleLegalName}) {
			t.Errorf("another name: %v", got)
		}
		if got := codes(create(w.A.API, request(aws, "Alpha Software"))); !slices.Equal(got, []string{"INVALID_VALUE"}) {
			t.Errorf("in AWS, without a code: %v", got)
		}
		if err := create(w.A.User, request(sandbox, "Alpha Software")); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("an ACE User founds: %v", err)
		}
		if err := create(w.A.API, request(sandbox, "alpha  SOFTWARE")); err != nil { // names compare without case and doubled spaces
			t.Error(err)
		}
		if err := create(w.A.API, request(sandbox, "Alpha Software")); reason(err) != account.DuplicatePartner {
			t.Errorf("twice: %v", err)
		}
		if _, err := w.Profiles.Introduce(t.Context(), profile.Introduction{Account: w.B.Account, Catalog: sandbox, LegalName: "Alpha Software"}); reason(err) != account.DuplicatePartner {
			t.Errorf("another partner of the name: %v", err)
		}
		w.Introduce(w.A, aws) // the other catalog is free
	})
}

func details(name string) account.TaskDetails {
	return account.TaskDetails{DisplayName: name, Description: "We build on AWS.", WebsiteURL: "https://alpha.example", LogoURL: "https://alpha.example/logo.svg",
		PrimarySolutionType: "SOFTWARE_PRODUCTS", IndustrySegments: []string{"RETAIL"}, TranslationSourceLocale: "en-US"}
}

func TestModerationFindsWhatNeedsNoEyes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		a := w.Introduce(w.A, aws)
		w.Introduce(w.B, aws)
		run := func(d account.TaskDetails) account.ProfileUpdateTask {
			t.Helper()
			if _, err := w.Profiles.Start(ctx, w.A.API, account.StartProfileUpdateTaskRequest{Catalog: aws, Identifier: a.ID, TaskDetails: d}, idempotency.Ticket{}); err != nil {
				t.Fatal(err)
			}
			clk.Advance(3 * time.Hour) // ten updates in 24 hours are the most
			if err := w.Jobs.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			out, err := w.Profiles.Task(ctx, w.A.API, account.PartnerRequest{Catalog: aws, Identifier: a.ARN()})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		for name, c := range map[string]struct {
			change func(*account.TaskDetails)
			want   []string
		}{
			"good":         {func(*account.TaskDetails) {}, nil},
			"markup":       {func(d *account.TaskDetails) { d.Description = "<b>Best</b>" }, []string{account.InvalidContent}},
			"compared":     {func(d *account.TaskDetails) { d.Description = "Latency < 3 ms and > 1 ms" }, nil},
			"mail address": {func(d *account.TaskDetails) { d.DisplayName = "sales@alpha.example" }, []string{account.InvalidContent}},
			"number":       {func(d *account.TaskDetails) { d.WebsiteURL = "https://10.0.0.1/x" }, []string{account.InvalidWebsiteURL}},
			"own machine":  {func(d *account.TaskDetails) { d.WebsiteURL = "https://localhost:8080" }, []string{account.InvalidWebsiteURL}},
			"program":      {func(d *account.TaskDetails) { d.LogoURL = "https://alpha.example/logo.exe" }, []string{account.InvalidLogoFile}},
			"no ending":    {func(d *account.TaskDetails) { d.LogoURL = "https://alpha.example/logo?x=1.exe" }, nil},
			"taken":        {func(d *account.TaskDetails) { d.DisplayName = "BETA consulting" }, []string{account.DuplicateProfile}},
			"its own":      {func(d *account.TaskDetails) { d.DisplayName = w.A.Name }, nil},
			"in translation": {func(d *account.TaskDetails) {
				d.LocalizedContents = []account.LocalizedContent{{Locale: "ja-JP", DisplayName: "アルファ", Description: "<i>x</i>", WebsiteURL: "https://alpha.example", LogoURL: "https://localhost/x.png"}}
			}, []string{account.InvalidContent, account.InvalidLogoURL}},
			"several at once": {func(d *account.TaskDetails) { d.Description, d.LogoURL = "<p>", "https://localhost/a.exe" }, []string{account.InvalidContent, account.InvalidLogoURL, account.InvalidLogoFile}},
		} {
			d := details("Alpha")
			c.change(&d)
			out := run(d)
			var got []string
			for _, e := range out.ErrorDetailList {
				got = append(got, e.Reason)
			}
			status := account.TaskSucceeded
			if c.want != nil {
				status = account.TaskFailed
			}
			if out.Status != status || !slices.Equal(got, c.want) || out.EndedAt == nil {
				t.Errorf("%s: %s %v, want %v", name, out.Status, got, c.want)
			}
		}
		// Headquarters that an update does not name stay.
		with := details("Alpha")
		with.Headquarters = &account.Headquarters{CountryCode: "JP", SubdivisionCode: "13"}
		run(with)
		run(details("Alpha Two"))
		got, err := w.Profiles.Get(ctx, w.A.API, account.PartnerRequest{Catalog: aws, Identifier: a.ID})
		if err != nil || got.Profile.DisplayName != "Alpha Two" || got.Profile.Headquarters == nil || got.Profile.Headquarters.CountryCode != "JP" {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestUpdatesAndVisibilityOfADayAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		a := w.Introduce(w.A, aws)
		for n := range 11 {
			out, err := w.Profiles.Start(ctx, w.A.API, account.StartProfileUpdateTaskRequest{Catalog: aws, Identifier: a.ID, TaskDetails: details("Alpha")}, idempotency.Ticket{})
			if n == 10 {
				if reason(err) != account.LimitExceededNumberOfProfileUpdatePerDay {
					t.Errorf("the 11th: %v", err)
				}
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Profiles.Cancel(ctx, w.A.API, account.CancelProfileUpdateTaskRequest{Catalog: aws, Identifier: a.ID, TaskID: out.TaskID}, idempotency.Ticket{}); err != nil {
				t.Fatal(err)
			}
		}
		show := func() error {
			_, err := w.Profiles.PutVisibility(ctx, w.A.API, account.PutProfileVisibilityRequest{Catalog: aws, Identifier: a.ID, Visibility: account.Private})
			return err
		}
		for range 5 {
			if err := show(); err != nil {
				t.Fatal(err)
			}
		}
		if err := show(); reason(err) != account.LimitExceededNumberOfProfileVisibilityUpdatePerDay {
			t.Errorf("the sixth: %v", err)
		}
		clk.Advance(24 * time.Hour)
		if err := show(); err != nil {
			t.Error(err)
		}
	})
}

func TestTheDeskJudgesAnUpdateBeforeModerationDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		a := w.Introduce(w.A, aws)
		started, err := w.Profiles.Start(ctx, w.A.API, account.StartProfileUpdateTaskRequest{Catalog: aws, Identifier: a.ID, TaskDetails: details("Alpha New")}, idempotency.Ticket{})
		if err != nil {
			t.Fatal(err)
		}
		v := profile.Verdict{TaskID: started.TaskID, Found: []account.ErrorDetail{{Locale: "en-US", Message: "Too small", Reason: account.InvalidLogoSize}}}
		if err := w.Profiles.Judge(ctx, w.A.Lead, v); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner judges: %v", err)
		}
		if err := w.Profiles.Judge(ctx, w.Reviewer, v); err != nil {
			t.Fatal(err)
		}
		clk.Advance(centraltest.Moderation)
		if err := w.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		out, err := w.Profiles.Task(ctx, w.A.API, account.PartnerRequest{Catalog: aws, Identifier: a.ID})
		if err != nil || out.Status != account.TaskFailed || len(out.ErrorDetailList) != 1 || out.ErrorDetailList[0].Reason != account.InvalidLogoSize {
			t.Errorf("%+v %v", out, err)
		}
		if err := w.Profiles.Judge(ctx, w.Reviewer, v); !slices.Equal(codes(err), []string{"INVALID_RESOURCE_STATE"}) {
			t.Errorf("judged twice: %v", err)
		}
		got, err := w.Profiles.Get(ctx, w.A.API, account.PartnerRequest{Catalog: aws, Identifier: a.ID})
		if err != nil || got.Profile.DisplayName != w.A.Name {
			t.Errorf("a failed update shows: %+v %v", got, err)
		}
	})
}

func TestAnotherAddressOfTheAllianceLeadNeedsItsCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		a := w.Introduce(w.A, aws)
		put := func(email, code string) error {
			_, err := w.Profiles.PutContact(ctx, w.A.API, account.PutAllianceLeadContactRequest{Catalog: aws, Identifier: a.ID, EmailVerificationCode: code,
				AllianceLeadContact: account.AllianceLeadContact{FirstName: "N", LastName: "M", Email: email, BusinessTitle: "CEO"}})
			return err
		}
		if err := put(strings.ToUpper(w.A.Lead.Email), ""); err != nil {
			t.Errorf("the same address: %v", err)
		}
		if got := codes(put("new@alpha.example", "")); !slices.Equal(got, []string{"REQUIRED_FIELD_MISSING"}) {
			t.Errorf("without a code: %v", got)
		}
		if got := codes(put("new@alpha.example", "000000")); !slices.Equal(got, []string{"INVALID_VALUE"}) {
			t.Errorf("a wrong code: %v", got)
		}
		if _, err := w.Verifications.Send(ctx, w.A.API, account.SendEmailVerificationCodeRequest{Catalog: aws, Email: "new@alpha.example"}); err != nil {
			t.Fatal(err)
		}
		letters, err := w.Outbox.Latest(ctx, w.A.Account, 1)
		if err != nil {
			t.Fatal(err)
		}
		_, code, _ := strings.Cut(letters[0].Body, "code is ")
		if err := put("new@alpha.example", code[:6]); err != nil {
			t.Error(err)
		}
		got, err := w.Profiles.Contact(ctx, w.A.API, account.PartnerRequest{Catalog: aws, Identifier: a.ID})
		if err != nil || got.AllianceLeadContact.Email != "new@alpha.example" || got.AllianceLeadContact.BusinessTitle != "CEO" {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestTagsAndDomainsAreLimited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		a := w.Introduce(w.A, sandbox)
		var tags []account.Tag
		for n := range 200 {
			tags = append(tags, account.Tag{Key: fmt.Sprintf("k%d", n), Value: "v"})
		}
		if _, err := w.Profiles.Tag(ctx, w.A.API, account.TagResourceRequest{ResourceARN: a.ARN(), Tags: tags}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Profiles.Tag(ctx, w.A.API, account.TagResourceRequest{ResourceARN: a.ARN(), Tags: []account.Tag{{Key: "k0", Value: "new"}}}); err != nil {
			t.Errorf("a key that is there: %v", err)
		}
		_, err := w.Profiles.Tag(ctx, w.A.API, account.TagResourceRequest{ResourceARN: a.ARN(), Tags: []account.Tag{{Key: "more", Value: ""}}})
		if got := codes(err); !slices.Equal(got, []string{"TOO_MANY_VALUES"}) {
			t.Errorf("the 201st tag: %v", got)
		}
		if got, err := w.Profiles.Tags(ctx, w.A.API, account.ListTagsForResourceRequest{ResourceARN: a.ARN()}); err != nil || len(got.Tags) != 200 || got.Tags[0].Value != "new" {
			t.Errorf("%d %v", len(got.Tags), err)
		}
		add := func(n int) error {
			_, err := w.Profiles.AddDomain(ctx, w.A.API, account.AssociateAwsTrainingCertificationEmailDomainRequest{Catalog: sandbox, Identifier: a.ID,
				Email: fmt.Sprintf("x@d%d.example", n), EmailVerificationCode: "123456"}, idempotency.Ticket{})
			return err
		}
		for n := range 50 {
			if err := add(n); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(7); err != nil {
			t.Errorf("a domain that is there: %v", err)
		}
		if err := add(50); reason(err) != account.LimitExceededNumberOfDomain {
			t.Errorf("the 51st domain: %v", err)
		}
	})
}
