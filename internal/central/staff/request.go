// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/allowance"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// How often links are asked for within a day: for one address, of which nobody is told, and from one network, behind which a
// whole office may stand.
const (
	perAddress = 5
	perNetwork = 100
)

// forgottenJob mails a link to somebody who has forgotten the password.
type forgottenJob struct {
	Account string `json:"account"`
	User    string `json:"user"`
}

// Kind names the job in the store; it stays.
func (forgottenJob) Kind() string { return "staff.forgotten" }

// Request mails a link to set a new password to whoever has an address, if anybody has. Its answer is the same either way, and
// so is nearly all of its work: the mail is written by a job.
func (r *Room) Request(ctx context.Context, from netip.Addr, email string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	if !strings.Contains(email, "@") {
		return refuse("email", catalogue.InvalidValue, email, "This is not a mail address.", "E メールアドレスの形式が正しくありません。",
			"Enter an address such as name@example.com.", "name@example.com のような形式で入力してください。")
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		free, err := allowance.Allowance{Name: "password links to " + hash(network(from)), Limit: perNetwork}.Take(tx)
		if err != nil {
			return err
		}
		if !free {
			return &fault.Fault{Kind: fault.Throttled, Msg: "Too many links were asked for from here."}
		}
		free, err = allowance.Allowance{Name: "password links for " + hash(email), Limit: perAddress}.Take(tx)
		if err != nil || !free {
			return err
		}
		u, err := identity.UserByEmail(tx, email)
		if fault.Is(err, fault.NotFound) || err == nil && u.State() != identity.Active {
			return nil
		}
		if err != nil {
			return err
		}
		tx.About(u.Account, identity.UserSubject(u.ID))
		return r.Jobs.Enqueue(tx, forgottenJob{u.Account, u.ID})
	})
}

// network is the part of an address that one party usually has to itself.
func network(a netip.Addr) string {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}

// forgotten writes the mail.
func (r *Room) forgotten(ctx context.Context, j jobq.Job[forgottenJob]) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		u, err := identity.ClaimUser(tx, j.Args.Account, j.Args.User)
		if fault.Is(err, fault.NotFound) || err == nil && u.State() != identity.Active {
			return nil // shut out since
		}
		if err != nil {
			return err
		}
		return r.write(tx, identity.Caller{}, u, Reset)
	})
}

// Issue makes a link to set a password for whoever has an address, and hands it out instead of mailing it: for the operator of
// the program, who can open the database anyway, when nobody is left who could send one.
func (r *Room) Issue(ctx context.Context, email string) (link string, u identity.User, err error) {
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if u, err = identity.UserByEmail(tx, strings.ToLower(strings.TrimSpace(email))); err != nil {
			return err
		}
		if u.State() == identity.Deactivated {
			return refuse("", catalogue.InvalidResourceState, email, "The user is deactivated.", "ユーザーは無効になっています。",
				"Give the address of an active user.", "有効なユーザーのアドレスを指定してください。")
		}
		tx.About(u.Account, identity.UserSubject(u.ID))
		link, err = r.link(tx, u, purpose(u))
		return err
	})
	return link, u, err
}

// purpose is what a link that an operator hands out is for.
func purpose(u identity.User) Purpose {
	if u.State() == identity.Invited {
		return Invitation
	}
	return Reset
}

// Life is how long a link is good that an operator hands out to somebody.
func Life(u identity.User) time.Duration { return life[purpose(u)] }
