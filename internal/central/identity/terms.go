// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

// TermsVersion is the day of the terms of the ACE program that are in force. Other words are another day: what somebody has
// accepted must stay what it was.
const TermsVersion = "2026-04-01"

// A Clause is one paragraph of the terms.
type Clause struct{ TitleEN, TitleJA, EN, JA string }

// Terms are the clauses of TermsVersion.
var Terms = []Clause{
	{"What the program is for", "プログラムの目的",
		"Partners and AWS tell each other of leads and opportunities, to win customers together.",
		"パートナーと AWS がリードとオポチュニティを共有し、協力してお客様への提案を進めるためのプログラムです。"},
	{"What you share", "共有する情報",
		"Share only what your customer lets you share. Name customers and their people only where they know of it.",
		"お客様の了承を得た情報だけを共有してください。お客様の社名や担当者名は、先方が承知している場合に限り記載してください。"},
	{"What is shared with you", "共有された情報の扱い",
		"Leads and opportunities from AWS are confidential. Use them only to serve that customer, and give them to nobody outside of your company without consent.",
		"AWS から共有されたリードとオポチュニティは機密情報です。そのお客様への対応だけに使用し、同意なく社外に提供しないでください。"},
	{"Keeping it true", "情報の更新",
		"Keep stage, close date and next steps up to date, and answer what AWS asks and refers within five business days.",
		"ステージ、受注予定日、次のステップを最新の状態に保ち、AWS からの確認や紹介には 5 営業日以内に回答してください。"},
	{"People", "ユーザーの管理",
		"Give access only to people who need it, and take it away when they leave.",
		"業務に必要な人だけにアクセス許可を与え、異動や退職の際には速やかに取り消してください。"},
	{"Leaving", "利用の終了",
		"Either side may end the cooperation at any time. What was shared stays confidential.",
		"双方とも、いつでも協力を終了できます。終了後も、共有された情報の機密は保持されます。"},
}

// ReasonTerms is AWS's reason for refusing an account that has not accepted the terms. Source: reference 15.2.
const ReasonTerms = "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE"

// Admitted refuses a caller whose partner has not accepted the terms. AWS needs none.
func (c Caller) Admitted() error {
	if c.Account == AWS || c.Partner.Terms {
		return nil
	}
	fixEN, fixJA := "Ask your alliance lead to accept them.", "アライアンスリードに同意を依頼してください。"
	if c.Role == AllianceLead {
		fixEN, fixJA = "Read and accept them on the scorecard.", "スコアカードで内容を確認し、同意してください。"
	}
	return fault.Because(fault.AccessDenied, ReasonTerms, "The account has not accepted the terms of AWS Partner Central.").Telling(fault.State("ace-terms",
		"Your company has not accepted the terms of the ACE program yet.", "ACE プログラムの利用規約への同意がまだ完了していません。", fixEN, fixJA))
}

// Accepts says whether the caller may accept the terms. Source: guide, "ACE terms": the alliance lead does.
func (c Caller) Accepts() bool { return c.Account != "" && c.Account != AWS && c.Role == AllianceLead }

// AcceptTerms accepts the terms for the caller's partner. What is accepted already stays as it was.
func (r *Room) AcceptTerms(ctx context.Context, c Caller, version string) error {
	if !c.Accepts() {
		return fault.Denied("Only an alliance lead accepts the terms of the ACE program.")
	}
	if version != TermsVersion {
		return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "The terms have other words now."}).Telling(fault.State("ace-terms-version",
			"The terms were renewed after you opened the page.", "ページを開いた後に利用規約が改定されました。",
			"Load the page again, read the new words and accept those.", "ページを再読み込みし、新しい規約を確認してから同意してください。"))
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(c.Account, "terms/"+version)
		_, err := tx.Exec(`UPDATE partner SET terms_us = ?, terms_version = ?, terms_by = ? WHERE account_id = ? AND (terms_us IS NULL OR terms_version <> ?)`,
			sqldb.Micros(tx.Now()), version, c.Name, c.Account, version)
		return err
	})
}

// An Acceptance is when the terms were accepted, by whom and which; the zero Acceptance where they were not.
type Acceptance struct {
	At      time.Time
	By      string // name, as it was then; empty where the partner came with the terms accepted
	Version string
}

// A Scorecard is what a partner is in the program.
type Scorecard struct {
	Partner  Partner
	Since    time.Time
	Accepted Acceptance
	ACEUsers int // active users with an ACE role
	Managers int // ACE Managers, those invited too
	Leads    []User
}

// Scorecard is the scorecard of the caller's partner, which all its people may see.
func (r *Room) Scorecard(ctx context.Context, c Caller) (s Scorecard, err error) {
	if c.Account == "" || c.Account == AWS || c.Role == "" {
		return Scorecard{}, fault.Denied("Only the people of a partner see its scorecard.")
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		s = Scorecard{}
		var err error
		if s.Partner, err = Of(tx, c.Account); err != nil {
			return err
		}
		var since, at int64
		if err := tx.Row(`SELECT created_us, coalesce(terms_us, 0), terms_by, terms_version FROM partner WHERE account_id = ?`, c.Account).
			Scan(&since, &at, &s.Accepted.By, &s.Accepted.Version); err != nil {
			return err
		}
		s.Since = sqldb.Time(since)
		if at > 0 {
			s.Accepted.At = sqldb.Time(at)
		}
		all, err := UsersOf(tx, c.Account)
		for _, u := range all {
			if u.UsesACE() {
				s.ACEUsers++
			}
			if u.Role == ACEManager && u.State() != Deactivated {
				s.Managers++
			}
			if u.Role == AllianceLead && u.Active {
				s.Leads = append(s.Leads, u)
			}
		}
		return err
	})
	return s, err
}
