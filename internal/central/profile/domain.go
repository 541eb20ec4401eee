// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"fmt"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// mostDomains is how many training e-mail domains a partner has. Source: reference 13.
const mostDomains = 50

// everybodys are domains of mail providers: who has an address there works for nobody in particular.
var everybodys = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "yahoo.com": true, "yahoo.co.jp": true,
	"icloud.com": true, "me.com": true, "aol.com": true, "gmx.com": true, "proton.me": true, "protonmail.com": true, "docomo.ne.jp": true,
	"ezweb.ne.jp": true, "softbank.ne.jp": true, "qq.com": true, "163.com": true,
}

// AddDomain answers AssociateAwsTrainingCertificationEmailDomain. A domain that is there already stays.
func (r *Room) AddDomain(ctx context.Context, c identity.Caller, in account.AssociateAwsTrainingCertificationEmailDomainRequest, ticket idempotency.Ticket) (struct{}, error) {
	if err := manages(c); err != nil {
		return struct{}{}, err
	}
	if err := r.read(ctx, c, account.PartnerRequest{Catalog: in.Catalog, Identifier: in.Identifier}, func(*sqldb.Tx, *Record) error { return nil }); err != nil {
		return struct{}{}, err
	}
	if out, seen, err := idempotency.Answered[struct{}](ctx, r.desk, ticket); seen || err != nil {
		return out, err
	}
	domain := strings.ToLower(in.Email[strings.LastIndexByte(in.Email, '@')+1:])
	if everybodys[domain] || !strings.Contains(domain, ".") {
		return struct{}{}, fault.Broken(unfitDomain)
	}
	claim := verification.Claim{Account: c.Account, Catalog: in.Catalog, Email: in.Email, Code: in.EmailVerificationCode}
	if err := r.verifications.Try(ctx, claim); err != nil {
		return struct{}{}, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (struct{}, error) {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return struct{}{}, err
		}
		if err := r.verifications.Spend(tx, claim); err != nil {
			return struct{}{}, err
		}
		var n int
		if err := tx.Row(`SELECT count(*) FROM partner_domain WHERE account_id = ? AND catalog = ? AND name <> ?`, rec.Account, rec.Catalog, domain).Scan(&n); err != nil {
			return struct{}{}, err
		}
		if n >= mostDomains {
			return struct{}{}, fault.Because(fault.QuotaExceeded, account.LimitExceededNumberOfDomain, fmt.Sprintf("A partner has at most %d training e-mail domains.", mostDomains))
		}
		_, err = tx.Exec(`INSERT INTO partner_domain (account_id, catalog, name, registered_us) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, catalog, name) DO NOTHING`, rec.Account, rec.Catalog, domain, sqldb.Micros(tx.Now()))
		return struct{}{}, err
	})
}

// DropDomain answers DisassociateAwsTrainingCertificationEmailDomain.
func (r *Room) DropDomain(ctx context.Context, c identity.Caller, in account.DisassociateAwsTrainingCertificationEmailDomainRequest, ticket idempotency.Ticket) (struct{}, error) {
	if err := manages(c); err != nil {
		return struct{}{}, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return struct{}{}, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (struct{}, error) {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return struct{}{}, err
		}
		n, err := tx.Exec(`DELETE FROM partner_domain WHERE account_id = ? AND catalog = ? AND name = ?`, rec.Account, rec.Catalog, strings.ToLower(in.DomainName))
		if err == nil && n == 0 {
			return struct{}{}, fault.Because(fault.NotFound, account.PartnerDomainNotFound, "The partner has no such training e-mail domain.")
		}
		return struct{}{}, err
	})
}

// domainsOf are a partner's training e-mail domains, by name.
func domainsOf(tx *sqldb.Tx, rec *Record) ([]account.PartnerDomain, error) {
	all := []account.PartnerDomain{}
	rows, err := tx.Query(`SELECT name, registered_us FROM partner_domain WHERE account_id = ? AND catalog = ? ORDER BY name`, rec.Account, rec.Catalog)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var d account.PartnerDomain
		var at int64
		if err := rows.Scan(&d.DomainName, &at); err != nil {
			return nil, err
		}
		d.RegisteredAt = timestamp(sqldb.Time(at))
		all = append(all, d)
	}
	return all, rows.Err()
}
