// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration

import (
	"context"
	"errors"
	"strings"

	"cosell/internal/central/collaboration/slack"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// makeJob makes a channel in Slack.
type makeJob struct {
	Account string `json:"account"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (makeJob) Kind() string { return "collaboration.make" }

// closeJob archives a channel in Slack.
type closeJob struct {
	Account string `json:"account"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (closeJob) Kind() string { return "collaboration.archive" }

// enqueue has a channel made, where the program may.
func (r *Room) enqueue(tx *sqldb.Tx, ch *Channel) error {
	if r.Slack == nil {
		return nil
	}
	return r.Jobs.Enqueue(tx, makeJob{ch.Account, ch.ID}, jobq.Unique(ch.ID), jobq.Priority(jobq.Human))
}

// make makes a channel in Slack, greets, and invites. Each step may have been done by a run before.
func (r *Room) make(ctx context.Context, j jobq.Job[makeJob]) error {
	ch, err := r.approved(ctx, j.Args)
	if err != nil || ch.State != Approved {
		return err
	}
	made, err := r.inSlack(ctx, ch)
	if busy, is := errors.AsType[slack.Busy](err); is {
		return jobq.Snooze{For: busy.For}
	}
	refused, is := errors.AsType[slack.Refused](err)
	if err != nil && !is && j.Attempt < tries {
		return err
	}
	trouble := refused.Code
	if err != nil && !is {
		trouble = "unreachable"
	}
	stored := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		now, err := load(tx, ch.Account, ch.ID)
		if err != nil || now.State != Approved {
			return err // decided anew meanwhile
		}
		if now.SlackID = made.ID; trouble != "" {
			now.Trouble = trouble
			return now.save(tx)
		}
		if err := r.made(tx, &now, made.Link); err != nil {
			return err
		}
		return now.save(tx)
	})
	if stored != nil || err == nil {
		return stored
	}
	return jobq.Dead{Err: err}
}

func (r *Room) approved(ctx context.Context, j makeJob) (ch Channel, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		ch, err = load(tx, j.Account, j.ID)
		return err
	})
	return ch, err
}

// inSlack does what there is to do in Slack, and answers the channel as far as it is there.
func (r *Room) inSlack(ctx context.Context, ch Channel) (slack.Channel, error) {
	made, err := r.Slack.Make(ctx, ch.Name)
	if err != nil {
		return slack.Channel{ID: ch.SlackID}, err
	}
	if err := r.Slack.Greet(ctx, made.ID, "AWS opportunity / AWS オポチュニティ "+ch.Opportunity(), r.greeting(ch)); err != nil {
		return made, err
	}
	for _, p := range ch.People {
		if p.Stand != Chosen {
			continue // has said no meanwhile
		}
		if err := r.Slack.Share(ctx, made.ID, p.Email); err != nil {
			return made, err
		}
	}
	side, err := r.Opportunities.SideOf(ctx, ch.key())
	if err != nil {
		return made, err
	}
	for _, m := range side.Team {
		if m.Email == nil || *m.Email == "" {
			continue
		}
		if _, err := r.Slack.Seat(ctx, made.ID, *m.Email); err != nil {
			return made, err
		}
	}
	return made, nil
}

// greeting is the rest of the first message, in both languages: where the deal is, and how to leave. The customer is not
// named in it.
func (r *Room) greeting(ch Channel) string {
	return strings.Join([]string{
		r.PageOf(ch.Opportunity()),
		"To leave this channel, or to get no more invitations to channels, open the page above and choose “Leave” or “Opt out of all invitations”.",
		"このチャンネルから退出する場合、または今後の招待を停止する場合は、上記のページで「退出」または「すべての招待をオプトアウト」を選択してください。",
	}, "\n")
}

// close archives a channel in Slack that was archived here.
func (r *Room) close(ctx context.Context, j jobq.Job[closeJob]) error {
	ch, err := r.approved(ctx, makeJob(j.Args))
	if err != nil || ch.State != Archived || ch.SlackID == "" {
		return err
	}
	err = r.Slack.Archive(ctx, ch.SlackID)
	if busy, is := errors.AsType[slack.Busy](err); is {
		return jobq.Snooze{For: busy.For}
	}
	if _, is := errors.AsType[slack.Refused](err); is {
		return jobq.Dead{Err: err}
	}
	return err
}
