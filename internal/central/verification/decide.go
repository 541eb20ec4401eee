// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

// dueJob decides a verification whose time has come.
type dueJob struct {
	Account string `json:"account"`
	Type    string `json:"type"`
	Attempt int64  `json:"attempt"`
}

// Kind names the job in the store; it stays.
func (dueJob) Kind() string { return "verification.due" }

// lapsed is why a registrant's verification failed by itself.
const lapsed = "The registrant did not complete the verification before the link expired."

// due has the registry answer for a business, and ends what a registrant left lying. What was decided or begun again
// meanwhile stays as it is.
func (r *Room) due(ctx context.Context, job dueJob) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.load(tx, job.Account, job.Type)
		if fault.Is(err, fault.NotFound) || err == nil && (rec.attempt != job.Attempt || !open[rec.status]) {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.details.Business == nil {
			_, err := settle(tx, rec, account.VerificationFailed, lapsed)
			return err
		}
		for _, check := range registry {
			if check.broken(*rec.details.Business) {
				_, err := settle(tx, rec, account.VerificationRejected, check.says)
				return err
			}
		}
		_, err = settle(tx, rec, account.VerificationSucceeded, "")
		return err
	})
}

// registry are the reasons for which a business is not found in any register. There is none here to ask, so only what can
// be in no register is turned down; a person at the AWS desk may decide before.
var registry = []struct {
	says   string
	broken func(account.BusinessVerificationDetails) bool
}{
	{"The country code is no country of ISO 3166.", func(d account.BusinessVerificationDetails) bool {
		_, known := catalogue.Find("country", d.CountryCode)
		return !known
	}},
	{"The registration identifier names no registration: it has no digit.", func(d account.BusinessVerificationDetails) bool {
		return !strings.ContainsFunc(d.RegistrationID, unicode.IsDigit)
	}},
	{"The legal name names no business: it has no letter.", func(d account.BusinessVerificationDetails) bool {
		return !strings.ContainsFunc(d.LegalName, unicode.IsLetter)
	}},
}

// settle ends an open verification, and tells the partner's administrators. ended says that nobody else was faster.
func settle(tx *sqldb.Tx, rec record, status, reason string) (ended bool, err error) {
	n, err := tx.Exec(`UPDATE verification SET status = ?, reason = ?, completed_us = ? WHERE account_id = ? AND type = ? AND attempt = ? AND status = ?`,
		status, reason, sqldb.Micros(tx.Now()), rec.account, rec.kind, rec.attempt, rec.status)
	if err != nil || n == 0 {
		return false, err
	}
	kind := notice.VerificationNo
	if status == account.VerificationSucceeded {
		kind = notice.VerificationYes
	}
	return true, notice.Post(tx, notice.Notice{Account: rec.account, Kind: kind, Subject: rec.kind, Cause: strconv.FormatInt(rec.attempt, 10),
		Data: map[string]string{"verification": rec.kind}})
}

// A Decision is what the AWS desk makes of an open verification. Reason is shown to the partner, in at most 200 characters.
type Decision struct {
	Account, Type  string
	Status, Reason string
	Attempt        int64 // the one that it was made on; 0: any
}

// Decide has the AWS desk end a verification that waits: as successful, or with a reason as failed or rejected.
func (r *Room) Decide(ctx context.Context, c identity.Caller, d Decision) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk decides on verifications.")
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.load(tx, d.Account, d.Type)
		if err != nil {
			return err
		}
		if d.Attempt != 0 && d.Attempt != rec.attempt {
			return &fault.Fault{Kind: fault.Conflict, Version: strconv.FormatInt(rec.attempt, 10), Violations: []catalogue.Violation{begunAnew},
				Msg: begunAnew.Message}
		}
		if waits, known := open[d.Status]; !known || waits || !open[rec.status] || len([]rune(d.Reason)) > 200 {
			return fault.Broken(undecidable)
		}
		if d.Status != account.VerificationSucceeded && strings.TrimSpace(d.Reason) == "" {
			return fault.Broken(reasonMissing)
		}
		_, err = settle(tx, rec, d.Status, d.Reason)
		return err
	})
}

// Complete has the holder of a link prove who he is. A link that is unknown, used or expired is not found.
func (r *Room) Complete(ctx context.Context, link string) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var acct, kind string
		err := tx.Row(`SELECT account_id, type FROM verification WHERE link_hash = ? AND status = ? AND expires_us > ?`,
			hash(link), account.VerificationPendingCustomerAction, sqldb.Micros(tx.Now())).Scan(&acct, &kind)
		if errors.Is(err, sqldb.ErrNone) {
			return unknownLink()
		}
		if err != nil {
			return err
		}
		rec, err := r.load(tx, acct, kind)
		if err != nil {
			return err
		}
		tx.About(acct, "verification/"+kind)
		ended, err := settle(tx, rec, account.VerificationSucceeded, "")
		if err == nil && !ended {
			return unknownLink()
		}
		return err
	})
}

func unknownLink() error {
	return fault.Because(fault.NotFound, account.VerificationNotFound, "The link is unknown, was used, or has expired.")
}

// A Standing is what an account has proven.
type Standing struct {
	Business, Registrant bool
	LegalName            string // of the verified business
}

// Of is what an account has proven, inside a transaction.
func (r *Room) Of(tx *sqldb.Tx, acct string) (s Standing, err error) {
	business, err := r.load(tx, acct, account.BusinessVerification)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	if business.status == account.VerificationSucceeded {
		s.Business, s.LegalName = true, business.details.Business.LegalName
	}
	registrant, err := r.load(tx, acct, account.RegistrantVerification)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	s.Registrant = registrant.status == account.VerificationSucceeded
	return s, nil
}
