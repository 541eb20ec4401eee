// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package staff is a partner's people as those see them who answer for them: alliance lead and alliance team invite
// colleagues, give them ACE roles, and shut them out. Source: guide, "Permissions".
package staff

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "staff", Files: files}
}

// Options are what the room works with.
type Options struct {
	DB       *sqldb.DB
	Clock    clock.Clock // links age by it, as sessions do
	Identity *identity.Room
	Outbox   *mail.Outbox
	Jobs     *jobq.Jobs
	LinkURL  func() string // of the page where a password is set; the link's token follows
}

// A Room manages people.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room {
	r := &Room{o}
	jobq.Handle(o.Jobs, r.forgotten, jobq.Policy{})
	return r
}

// gives says which roles a role gives. Source: guide: alliance lead and alliance team assign the ACE roles; that only a lead
// makes leads, teams and cloud administrators is ours, so that nobody gives more than they have.
var gives = map[identity.Role][]identity.Role{
	identity.AllianceLead: {identity.AllianceLead, identity.AllianceTeam, identity.ACEManager, identity.ACEUser, identity.CloudAdmin},
	identity.AllianceTeam: {identity.ACEManager, identity.ACEUser},
}

// Manages says whether a caller manages people of its partner.
func Manages(c identity.Caller) bool {
	return c.Account != "" && c.Account != identity.AWS && len(gives[c.Role]) > 0
}

// Gives are the roles that a caller may give to somebody who has one; none where that one is out of the caller's reach.
func Gives(c identity.Caller, has identity.Role) []identity.Role {
	if !Manages(c) || !slices.Contains(gives[c.Role], has) {
		return nil
	}
	return gives[c.Role]
}

// A Query asks for a page of people.
type Query struct {
	Text  string // part of a name or mail address
	Role  string // empty: all
	State string // empty: all
	Page  int    // from 1
}

// PageSize is how many people a page has.
const PageSize = 25

// A Page is a page of people, by name.
type Page struct {
	People   []identity.User
	Total    int
	Managers int // ACE Managers, those invited too
}

// People is a page of the caller's colleagues.
func (r *Room) People(ctx context.Context, c identity.Caller, q Query) (p Page, err error) {
	if !Manages(c) {
		return Page{}, denied
	}
	q.Page = max(q.Page, 1)
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		p = Page{}
		var err error
		if p.Managers, err = identity.CountManagers(tx, c.Account); err != nil {
			return err
		}
		p.People, p.Total, err = identity.FindUsers(tx, c.Account, identity.Search{Text: q.Text, Role: identity.Role(q.Role),
			State: identity.State(q.State), From: (q.Page - 1) * PageSize, Most: PageSize})
		return err
	})
	return p, err
}

// A Change is decided on a version of somebody.
type Change struct {
	ID      string
	Version int64
}

// GiveRole gives a colleague another role, at once and for sessions that run.
func (r *Room) GiveRole(ctx context.Context, c identity.Caller, ch Change, role identity.Role) error {
	return r.change(ctx, c, ch, func(tx *sqldb.Tx, u identity.User) error {
		if !slices.Contains(gives[c.Role], role) {
			return beyond(role)
		}
		return identity.GiveRole(tx, c.Account, u.ID, role)
	})
}

// Shut keeps a colleague out, at once and with running sessions; an invitation is withdrawn.
func (r *Room) Shut(ctx context.Context, c identity.Caller, ch Change) error {
	return r.change(ctx, c, ch, func(tx *sqldb.Tx, u identity.User) error {
		if u.ID == c.Principal {
			return oneself()
		}
		if err := forget(tx, c.Account, u.ID); err != nil {
			return err
		}
		return identity.Activate(tx, c.Account, u.ID, false)
	})
}

// Restore lets somebody in again who was shut out. Whoever never set a password is invited anew.
func (r *Room) Restore(ctx context.Context, c identity.Caller, ch Change) error {
	return r.change(ctx, c, ch, func(tx *sqldb.Tx, u identity.User) error {
		had, err := identity.HasPassword(tx, c.Account, u.ID)
		if err != nil {
			return err
		}
		if had {
			return identity.Activate(tx, c.Account, u.ID, true)
		}
		if err := identity.InviteAgain(tx, c.Account, u.ID); err != nil {
			return err
		}
		return r.write(tx, c, u, Invitation)
	})
}

// May refuses what a caller may not change of a colleague.
func (r *Room) May(ctx context.Context, c identity.Caller, id string) error {
	return r.change(ctx, c, Change{ID: id}, func(_ *sqldb.Tx, u identity.User) error {
		if u.ID == c.Principal {
			return oneself()
		}
		return nil
	})
}

// change loads a colleague whom the caller may change, in the version that was decided on.
func (r *Room) change(ctx context.Context, c identity.Caller, ch Change, do func(*sqldb.Tx, identity.User) error) error {
	if !Manages(c) {
		return denied
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		u, err := identity.ClaimUser(tx, c.Account, ch.ID)
		if err != nil {
			return err
		}
		if len(Gives(c, u.Role)) == 0 {
			return beyond(u.Role)
		}
		if ch.Version != 0 && ch.Version != u.Version {
			return stale(u)
		}
		return do(tx, u)
	})
}

var denied = fault.Denied("Only the alliance lead and the alliance team manage users.")

func beyond(role identity.Role) error {
	return refuse("role", catalogue.InvalidEnumValue, string(role),
		"The alliance team gives and takes the roles ACE manager and ACE user only.", "アライアンスチームが割り当てや取り消しを行えるのは、ACE マネージャーと ACE ユーザーのロールだけです。",
		"Choose one of these, or ask your alliance lead.", "この 2 つから選択するか、アライアンスリードに依頼してください。")
}

func oneself() error {
	return refuse("", catalogue.InvalidResourceState, "", "Nobody does this to himself.", "この操作を自分自身に行うことはできません。",
		"Ask another alliance lead to do it.", "別のアライアンスリードに依頼してください。")
}

func stale(u identity.User) error {
	return &fault.Fault{Kind: fault.Conflict, Version: strconv.FormatInt(u.Version, 10), Msg: "The user was changed since you opened the page.",
		Violations: []catalogue.Violation{fault.State("staff-version",
			u.Name()+" was changed by somebody else: the role is "+string(u.Role)+", the state "+string(u.State())+".",
			u.Name()+" さんは他の人が更新しました。現在のロールは "+string(u.Role)+"、状態は "+string(u.State())+" です。",
			"Close this, look at the user again and repeat your change.", "この画面を閉じて最新の内容を確認してから、もう一度変更してください。")}}
}

func refuse(field string, code catalogue.Code, value, en, ja, fixEN, fixJA string) error {
	v := catalogue.Violation{Field: field, Path: field, At: field, Code: code, Rule: "staff-" + string(code), Value: value,
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
	if code == catalogue.InvalidResourceState {
		return fault.Broken(v)
	}
	return fault.Malformed(v)
}

// duplicate is what a mail address that is in use amounts to.
func duplicate(err error, email string) error {
	if !errors.Is(err, sqldb.ErrDuplicate) {
		return err
	}
	return refuse("email", catalogue.InvalidValue, email, "Somebody has this mail address already.", "この E メールアドレスはすでに使用されています。",
		"Give another address; a colleague who was deactivated can be activated again.", "別のアドレスを入力してください。無効にした人は、一覧から再度有効にできます。")
}
