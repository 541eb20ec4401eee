// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package centraltest

import (
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/connection"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/profile"
	"cosell/internal/central/staff"
	"cosell/internal/central/verification"
	"cosell/internal/mail"
)

// Moderation is how long the registry and moderation take here.
const Moderation = time.Minute

// PasswordURL is where links to set a password lead here.
const PasswordURL = "https://central.example/password#"

// CompletionURL is where links of registrants lead here.
const CompletionURL = "https://central.example/verification/"

func (w *World) furnishAccount() {
	w.Outbox = mail.New(w.DB, w.Box, w.Jobs)
	w.Staff = staff.New(staff.Options{DB: w.DB, Clock: w.Clock, Identity: w.Identity, Outbox: w.Outbox, Jobs: w.Jobs,
		LinkURL: func() string { return PasswordURL }})
	w.Notices = notice.New(notice.Options{DB: w.DB, Outbox: w.Outbox, Pages: func() string { return "https://central.example" }})
	w.Notices.Schedule(w.Jobs)
	w.Verifications = verification.New(verification.Options{DB: w.DB, Box: w.Box, Jobs: w.Jobs, Outbox: w.Outbox, Tokens: w.Tokens, Delay: Moderation,
		LinkURL: func() string { return CompletionURL }})
	w.Profiles = profile.New(profile.Options{DB: w.DB, Box: w.Box, Jobs: w.Jobs, Tokens: w.Tokens, Verifications: w.Verifications, Delay: Moderation})
	w.Connections = connection.New(connection.Options{DB: w.DB, Box: w.Box, Jobs: w.Jobs, Tokens: w.Tokens, Bus: w.Bus, Profiles: w.Profiles})
}

// Newcomer is a partner of identity that has no Account-API partner yet.
func (w *World) Newcomer(accountID, name string) Partner {
	w.t.Helper()
	return w.partner(identity.Partner{Account: accountID, Name: name, Terms: true}, "n"+accountID)
}

// Introduce gives a partner its public profile in a catalog.
func (w *World) Introduce(p Partner, catalog string) *profile.Record {
	w.t.Helper()
	rec, err := w.Profiles.Introduce(w.t.Context(), profile.Introduction{Account: p.Account, Catalog: catalog, LegalName: p.Name,
		Contact: account.AllianceLeadContact{FirstName: "Lee", LastName: "Lead", Email: p.Lead.Email, BusinessTitle: "Alliance Lead"},
		Profile: account.TaskDetails{DisplayName: p.Name, Description: "We build on AWS.", WebsiteURL: "https://partner.example", LogoURL: "https://partner.example/logo.png",
			PrimarySolutionType: "SOFTWARE_PRODUCTS", IndustrySegments: []string{"RETAIL"}, TranslationSourceLocale: "en-US"}})
	w.must(err)
	return rec
}

// Connect introduces A and B in a catalog and connects them, so that they may share opportunities. It answers the id of the
// connection.
func (w *World) Connect(catalog string) string {
	w.t.Helper()
	w.Introduce(w.A, catalog)
	to := w.Introduce(w.B, catalog)
	sent, err := w.Connections.Invite(w.t.Context(), w.A.API, account.CreateConnectionInvitationRequest{Catalog: catalog, ConnectionType: account.OpportunityCollaboration,
		Email: w.A.Lead.Email, Name: "Lee Lead", Message: "Let us work together", ReceiverIdentifier: to.ProfileID}, idempotency.Ticket{})
	w.must(err)
	out, err := w.Connections.Accept(w.t.Context(), w.B.API, connection.Answer{Catalog: catalog, ID: sent.ID}, idempotency.Ticket{})
	w.must(err)
	return out.Connection.ID
}
