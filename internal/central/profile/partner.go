// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/allowance"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// Create answers CreatePartner. What is wrong with the account and with the request is said at once. Source: reference 16.1.
func (r *Room) Create(ctx context.Context, c identity.Caller, in account.CreatePartnerRequest, ticket idempotency.Ticket) (out account.CreatePartnerResponse, err error) {
	if err := manages(c); err != nil {
		return out, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	if out, seen, err := idempotency.Answered[account.CreatePartnerResponse](ctx, r.desk, ticket); seen || err != nil {
		return out, err
	}
	claim := verification.Claim{Account: c.Account, Catalog: in.Catalog, Email: in.AllianceLeadContact.Email, Code: in.EmailVerificationCode}
	broken := tagsBroken(in.Tags)
	if in.Catalog == selling.CatalogSandbox && len(in.Tags) > 0 {
		broken = append(broken, sandboxTags)
	}
	if err := r.verifications.Try(ctx, claim); fault.Is(err, fault.BusinessInvalid) {
		broken = append(broken, fault.Of(err).Violations...)
	} else if err != nil {
		return out, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (account.CreatePartnerResponse, error) {
		rec, err := r.found(tx, c, in, broken)
		if err != nil {
			return account.CreatePartnerResponse{}, err
		}
		if err := r.verifications.Spend(tx, claim); err != nil {
			return account.CreatePartnerResponse{}, err
		}
		if err := putTags(tx, rec, in.Tags); err != nil {
			return account.CreatePartnerResponse{}, err
		}
		return account.CreatePartnerResponse{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID, LegalName: rec.LegalName, CreatedAt: timestamp(rec.Created),
			Profile: rec.wire(), AwsTrainingCertificationEmailDomains: []account.PartnerDomain{}, AllianceLeadContact: rec.Contact}, nil
	})
}

// found makes the partner, if nothing speaks against it.
func (r *Room) found(tx *sqldb.Tx, c identity.Caller, in account.CreatePartnerRequest, broken []catalogue.Violation) (*Record, error) {
	if _, err := r.Of(tx, c.Account, in.Catalog); !fault.Is(err, fault.NotFound) {
		if err != nil {
			return nil, err
		}
		return nil, duplicate("The account is a partner in this catalog already. Read it with ListPartners.")
	}
	s, err := r.verifications.Of(tx, c.Account)
	if err != nil {
		return nil, err
	}
	if !s.Business {
		broken = append(broken, businessUnverified)
	} else if keyOf(s.LegalName) != keyOf(in.LegalName) {
		broken = append(broken, otherLegalName)
	}
	if !s.Registrant {
		broken = append(broken, registrantUnverified)
	}
	if len(broken) > 0 {
		return nil, fault.Broken(broken...)
	}
	rec := &Record{Account: c.Account, Catalog: in.Catalog, ID: account.NewID(account.PartnerPrefix), ProfileID: account.NewID(account.ProfilePrefix), LegalName: in.LegalName,
		Solution: in.PrimarySolutionType, Visibility: account.Private, Contact: in.AllianceLeadContact, Created: tx.Now()}
	if err := r.insert(tx, rec); errors.Is(err, sqldb.ErrDuplicate) {
		return nil, duplicate("Another partner has this legal name.")
	} else if err != nil {
		return nil, err
	}
	return rec, nil
}

func duplicate(msg string) error { return fault.Because(fault.Conflict, account.DuplicatePartner, msg) }

// An Introduction is a partner that is known from elsewhere, such as one of sample data: nobody asks it for proof.
type Introduction struct {
	Account, Catalog string
	LegalName        string
	Contact          account.AllianceLeadContact
	Profile          account.TaskDetails // is public at once
}

// Introduce takes a partner in with a public profile, and answers it.
func (r *Room) Introduce(ctx context.Context, i Introduction) (rec *Record, err error) {
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec = &Record{Account: i.Account, Catalog: i.Catalog, ID: account.NewID(account.PartnerPrefix), ProfileID: account.NewID(account.ProfilePrefix), LegalName: i.LegalName,
			Solution: i.Profile.PrimarySolutionType, Visibility: account.Public, Profile: &i.Profile, Contact: i.Contact, Created: tx.Now()}
		return r.insert(tx, rec)
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return nil, duplicate("The account is a partner in this catalog already, or another partner has this name.")
	}
	return rec, err
}

// Get answers GetPartner.
func (r *Room) Get(ctx context.Context, c identity.Caller, in account.PartnerRequest) (out account.GetPartnerResponse, err error) {
	err = r.read(ctx, c, in, func(tx *sqldb.Tx, rec *Record) error {
		domains, err := domainsOf(tx, rec)
		out = account.GetPartnerResponse{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID, LegalName: rec.LegalName, CreatedAt: timestamp(rec.Created),
			Profile: rec.wire(), AwsTrainingCertificationEmailDomains: domains}
		return err
	})
	return out, err
}

// read finds the caller's partner and shows it.
func (r *Room) read(ctx context.Context, c identity.Caller, in account.PartnerRequest, show func(*sqldb.Tx, *Record) error) error {
	if err := belongs(c); err != nil {
		return err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return err
	}
	return r.db.View(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.own(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		return show(tx, rec)
	})
}

// List answers ListPartners: an account is one partner in a catalog at most, so there is one page.
func (r *Room) List(ctx context.Context, c identity.Caller, in account.ListPartnersRequest) (account.ListPartnersResponse, error) {
	out := account.ListPartnersResponse{PartnerSummaryList: []account.PartnerSummary{}}
	if err := belongs(c); err != nil {
		return out, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	if in.NextToken != "" { // none was ever given out, so this one is refused with its reason
		_, err := r.tokens.Open(ctx, c.Account, "ListPartners"+in.Catalog, in.NextToken)
		return out, err
	}
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		out.PartnerSummaryList = []account.PartnerSummary{}
		rec, err := r.Of(tx, c.Account, in.Catalog)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err == nil {
			out.PartnerSummaryList = append(out.PartnerSummaryList, account.PartnerSummary{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID,
				LegalName: rec.LegalName, CreatedAt: timestamp(rec.Created)})
		}
		return err
	})
	return out, err
}

// Contact answers GetAllianceLeadContact.
func (r *Room) Contact(ctx context.Context, c identity.Caller, in account.PartnerRequest) (out account.AllianceLeadContactResponse, err error) {
	err = r.read(ctx, c, in, func(_ *sqldb.Tx, rec *Record) error {
		out = contactOf(rec)
		return nil
	})
	return out, err
}

func contactOf(rec *Record) account.AllianceLeadContactResponse {
	return account.AllianceLeadContactResponse{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID, AllianceLeadContact: rec.Contact}
}

// PutContact answers PutAllianceLeadContact. A new address is proven by a code; everything else may change without.
// Source: reference 16.1.
func (r *Room) PutContact(ctx context.Context, c identity.Caller, in account.PutAllianceLeadContactRequest) (out account.AllianceLeadContactResponse, err error) {
	if err := manages(c); err != nil {
		return out, err
	}
	moved := false
	if err := r.read(ctx, c, account.PartnerRequest{Catalog: in.Catalog, Identifier: in.Identifier}, func(_ *sqldb.Tx, rec *Record) error {
		moved = moves(rec, in)
		return nil
	}); err != nil {
		return out, err
	}
	claim := verification.Claim{Account: c.Account, Catalog: in.Catalog, Email: in.AllianceLeadContact.Email, Code: in.EmailVerificationCode}
	if moved && in.EmailVerificationCode == "" {
		return out, fault.Broken(codeMissing)
	}
	if moved {
		if err := r.verifications.Try(ctx, claim); err != nil {
			return out, err
		}
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		if moves(rec, in) {
			if err := r.verifications.Spend(tx, claim); err != nil {
				return err
			}
		}
		rec.Contact = in.AllianceLeadContact
		sealed, err := r.sealed(tx, rec)
		if err != nil {
			return err
		}
		out = contactOf(rec)
		_, err = tx.Exec(`UPDATE account_partner SET contact = ? WHERE account_id = ? AND catalog = ?`, sealed, rec.Account, rec.Catalog)
		return err
	})
	return out, err
}

func moves(rec *Record, in account.PutAllianceLeadContactRequest) bool {
	return !strings.EqualFold(rec.Contact.Email, in.AllianceLeadContact.Email)
}

// visibilityPerDay is how often a profile is shown or hidden in a day. Source: reference 13.
const visibilityPerDay = 5

// Visibility answers GetProfileVisibility.
func (r *Room) Visibility(ctx context.Context, c identity.Caller, in account.PartnerRequest) (out account.ProfileVisibilityResponse, err error) {
	err = r.read(ctx, c, in, func(_ *sqldb.Tx, rec *Record) error {
		out, err = visibilityOf(rec)
		return err
	})
	return out, err
}

func visibilityOf(rec *Record) (account.ProfileVisibilityResponse, error) {
	if rec.Profile == nil {
		return account.ProfileVisibilityResponse{}, fault.Because(fault.NotFound, account.PartnerProfileNotFound,
			"The partner has no profile yet. Make one with StartProfileUpdateTask.").Telling(noProfile)
	}
	return account.ProfileVisibilityResponse{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID, ProfileID: rec.ProfileID, Visibility: rec.Visibility}, nil
}

// PutVisibility answers PutProfileVisibility.
func (r *Room) PutVisibility(ctx context.Context, c identity.Caller, in account.PutProfileVisibilityRequest) (out account.ProfileVisibilityResponse, err error) {
	if err := manages(c); err != nil {
		return out, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		rec.Visibility = in.Visibility
		if out, err = visibilityOf(rec); err != nil {
			return err
		}
		if err := take(tx, rec, quota{"visibility", visibilityPerDay, account.LimitExceededNumberOfProfileVisibilityUpdatePerDay, visibilitySpent}); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE account_partner SET visibility = ? WHERE account_id = ? AND catalog = ?`, rec.Visibility, rec.Account, rec.Catalog)
		return err
	})
	return out, err
}

// A quota is how often something changes in a day, and the refusal of once more: for programs and for people.
type quota struct {
	name   string
	limit  int
	reason string
	spent  catalogue.Violation
}

// take counts a change against its quota.
func take(tx *sqldb.Tx, rec *Record, q quota) error {
	room, err := allowance.Allowance{Account: rec.Account, Catalog: rec.Catalog, Name: q.name, Limit: q.limit}.Take(tx)
	if err == nil && !room {
		return fault.Because(fault.QuotaExceeded, q.reason,
			fmt.Sprintf("This was done %d times within 24 hours. Wait until the first of them is a day old.", q.limit)).Telling(q.spent)
	}
	return err
}
