// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

func enterDesk(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk decides on channels.")
	}
	return nil
}

// A Query is what the AWS desk asks its list for.
type Query struct {
	States   []string // none: all
	Partners []string // accounts; none: all
	About    []string // identifiers of opportunities; none: all
	Asc      bool     // the oldest first
	Size     int      `json:"-"`
	Token    string   `json:"-"`
}

// Queue is a page of the channels of all partners, and the token of the next one.
func (r *Room) Queue(ctx context.Context, c identity.Caller, in Query) (all []Channel, next *string, err error) {
	if err := enterDesk(c); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "asked_us", ID: "id", Falling: !in.Asc, Size: in.Size}
	if err := w.Begin(ctx, r.Tokens, identity.AWS, "collaboration.Queue", in, in.Token); err != nil {
		return nil, nil, err
	}
	args := []any{-1}
	states, args := page.In("state", in.States, args)
	partners, args := page.In("account_id", in.Partners, args)
	numbers := make([]int64, len(in.About))
	for i, id := range in.About {
		numbers[i] = opportunity.ParseID(strings.ToUpper(strings.TrimSpace(id)))
	}
	about, args := page.In("number", numbers, args)
	end, args := w.Continue(args)
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		all, err = many(tx, `SELECT `+columns+` FROM collaboration_channel WHERE asked_us > ?`+states+partners+about+end, args...)
		if err != nil {
			return err
		}
		all, next, err = page.End(ctx, &w, r.Tokens, identity.AWS, all, func(c Channel) page.Mark { return page.Number(sqldb.Micros(c.Asked), c.ID) })
		for i := range all {
			if err == nil {
				all[i].Partner, err = identity.Of(tx, all[i].Account)
			}
		}
		return err
	})
	return all, next, err
}

// Read is a channel of any partner.
func (r *Room) Read(ctx context.Context, c identity.Caller, id string) (out Channel, err error) {
	if err := enterDesk(c); err != nil {
		return Channel{}, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if out, err = load(tx, identity.AWS, id); err != nil {
			return err
		}
		out.Partner, err = identity.Of(tx, out.Account)
		return err
	})
	return out, err
}

// A Decision is what the account manager makes of a request. Version is of the channel that it was made on.
type Decision struct {
	Version string
	Approve bool
	Link    string // of a channel that was made by hand; empty: the program makes one in Slack, or the link comes later
	Reason  string // why it is declined
}

// Decide approves a request or declines it.
func (r *Room) Decide(ctx context.Context, c identity.Caller, id string, d Decision) (Channel, error) {
	d.Reason, d.Link = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Link)
	switch {
	case !d.Approve && (d.Reason == "" || utf8.RuneCountInString(d.Reason) > mostPurpose):
		return Channel{}, fault.Malformed(noReason)
	case d.Approve && d.Link != "" && !isChannel(d.Link):
		return Channel{}, fault.Malformed(noLink)
	}
	return r.change(ctx, c, id, d.Version, func(tx *sqldb.Tx, ch *Channel) error {
		switch {
		case !d.Approve:
			ch.Reason = d.Reason
			if err := ch.to(Declined); err != nil {
				return err
			}
			return ch.tell(tx, notice.ChannelDeclined, ch.AskedBy)
		case d.Link != "":
			return r.made(tx, ch, d.Link)
		}
		if err := ch.to(Approved); err != nil {
			return err
		}
		return r.enqueue(tx, ch)
	})
}

// Open gives the link of a channel that was approved and made by hand.
func (r *Room) Open(ctx context.Context, c identity.Caller, id, at, link string) (Channel, error) {
	if link = strings.TrimSpace(link); !isChannel(link) {
		return Channel{}, fault.Malformed(noLink)
	}
	return r.change(ctx, c, id, at, func(tx *sqldb.Tx, ch *Channel) error { return r.made(tx, ch, link) })
}

// Retry has a channel made that could not be made before.
func (r *Room) Retry(ctx context.Context, c identity.Caller, id, at string) (Channel, error) {
	return r.change(ctx, c, id, at, func(tx *sqldb.Tx, ch *Channel) error {
		if ch.State != Approved || ch.Trouble == "" || r.Slack == nil {
			return fault.Broken(cannot(ch.State, Created))
		}
		ch.Trouble = ""
		return r.enqueue(tx, ch)
	})
}

// Archive ends a channel.
func (r *Room) Archive(ctx context.Context, c identity.Caller, id, at string) (Channel, error) {
	return r.change(ctx, c, id, at, func(tx *sqldb.Tx, ch *Channel) error {
		if err := ch.to(Archived); err != nil {
			return err
		}
		ch.Closed = tx.Now()
		if ch.SlackID == "" || r.Slack == nil {
			return nil
		}
		return r.Jobs.Enqueue(tx, closeJob{ch.Account, ch.ID}, jobq.Unique(ch.ID))
	})
}

// change has the desk change a channel on the version that it was read in.
func (r *Room) change(ctx context.Context, c identity.Caller, id, at string, do func(*sqldb.Tx, *Channel) error) (out Channel, err error) {
	if err := enterDesk(c); err != nil {
		return Channel{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if out, err = load(tx, identity.AWS, id); err != nil {
			return err
		}
		if out.Partner, err = identity.Of(tx, out.Account); err != nil {
			return err
		}
		if at != version(out.Version) {
			return stale(out.Version)
		}
		if out.State == Requested {
			out.DecidedName, out.Decided = c.Name, tx.Now()
		}
		if err := do(tx, &out); err != nil {
			return err
		}
		return out.save(tx)
	})
	return out, err
}

// to moves a channel to a state that may follow.
func (c *Channel) to(next State) error {
	if !slices.Contains(States[c.State], next) {
		return fault.Broken(cannot(c.State, next))
	}
	c.State = next
	return nil
}

// made opens a channel that is there: everybody who was chosen is invited now.
func (r *Room) made(tx *sqldb.Tx, ch *Channel, link string) error {
	if err := ch.to(Created); err != nil {
		return err
	}
	ch.Link, ch.Trouble, ch.Made = link, "", tx.Now()
	var invited []string
	for i := range ch.People {
		if p := &ch.People[i]; p.Stand == Chosen {
			if err := ch.stand(tx, p.ID, Invited); err != nil {
				return err
			}
			p.Stand, p.Since = Invited, tx.Now()
			invited = append(invited, p.ID)
		}
	}
	return ch.tell(tx, notice.ChannelCreated, invited...)
}

// tell posts a notice about a channel to people of its partner.
func (c *Channel) tell(tx *sqldb.Tx, kind notice.Kind, users ...string) error {
	return notice.Post(tx, notice.Notice{Account: c.Account, Kind: kind, Subject: c.Opportunity(), Cause: c.ID, Users: users,
		Data: map[string]string{"company": c.Company}})
}

// isChannel says whether a text is the address of something in Slack, which a person may be sent to.
func isChannel(link string) bool {
	u, err := url.Parse(link)
	return err == nil && len(link) <= 500 && u.Scheme == "https" && u.User == nil && u.Port() == "" && u.Host == u.Hostname() &&
		strings.HasSuffix(strings.ToLower(u.Host), ".slack.com") && !strings.HasPrefix(u.Host, ".") && strings.Trim(u.Path, "/") != "" && u.Opaque == ""
}
