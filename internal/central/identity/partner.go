// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// AddPartner takes a partner in. Its account must be free.
func (r *Room) AddPartner(ctx context.Context, p Partner) error {
	switch {
	case !accountID.MatchString(p.Account):
		return refuse("Account", "The account %q is not an AWS account id. Give its 12 digits.", p.Account)
	case strings.TrimSpace(p.Name) == "":
		return refuse("Name", "The partner has no name. Give the name of the organisation.")
	}
	programs, err := json.Marshal(append([]string{}, p.Programs...))
	if err != nil {
		return err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var terms any
		version := ""
		if p.Terms {
			terms, version = sqldb.Micros(tx.Now()), TermsVersion
		}
		_, err := tx.Exec(`INSERT INTO partner (account_id, name, consulting, programs, terms_us, terms_version, created_us)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, p.Account, p.Name, oneIf(p.Consulting), string(programs), terms, version, sqldb.Micros(tx.Now()))
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return refuse("Account", "The account %s is linked to a partner already. Link another account.", p.Account)
	}
	return err
}

// Partner is the partner of an account.
func (r *Room) Partner(ctx context.Context, account string) (p Partner, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		p, err = Of(tx, account)
		return err
	})
	return p, err
}

// Partners are all partners, by name.
func (r *Room) Partners(ctx context.Context) (all []Partner, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT account_id, name, consulting, programs, terms_us IS NOT NULL FROM partner ORDER BY name, account_id`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			p, err := scanPartner(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return rows.Err()
	})
	return all, err
}

// Of is the partner of an account, inside a transaction.
func Of(tx *sqldb.Tx, account string) (Partner, error) {
	p, err := scanPartner(tx.Row(`SELECT account_id, name, consulting, programs, terms_us IS NOT NULL FROM partner
		WHERE account_id = ?`, account).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return Partner{}, fault.Missing()
	}
	return p, err
}

func scanPartner(scan func(...any) error) (Partner, error) {
	var p Partner
	var consulting int
	var programs string
	if err := scan(&p.Account, &p.Name, &consulting, &programs, &p.Terms); err != nil {
		return Partner{}, err
	}
	p.Consulting = consulting == 1
	if err := json.Unmarshal([]byte(programs), &p.Programs); err != nil {
		return Partner{}, fmt.Errorf("programs of partner %s: %w", p.Account, err)
	}
	return p, nil
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}
