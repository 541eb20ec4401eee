// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// EventArchiveForm is what an archive keeps.
type EventArchiveForm struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Name        string   `json:"name,omitempty" required:"false"`
	Description string   `json:"description,omitempty" required:"false"`
	Pattern     string   `json:"pattern,omitempty" required:"false" doc:"JSON; absent: every event"`
	Days        int      `json:"days,omitempty" required:"false" doc:"how long events are kept; 0: for ever"`
}

// EventArchive keeps events, so that they can be replayed.
type EventArchive struct {
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Pattern     string    `json:"pattern"`
	Days        int       `json:"days" doc:"0: for ever"`
	Made        time.Time `json:"made"`
	Events      int64     `json:"events"`
	Bytes       int64     `json:"bytes"`
}

// EventReplayForm asks for the events of an archive to be given back to the bus.
type EventReplayForm struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Name        string   `json:"name,omitempty" required:"false"`
	Description string   `json:"description,omitempty" required:"false"`
	Archive     string   `json:"archive,omitempty" required:"false"`
	Rules       []string `json:"rules,omitempty" required:"false" nullable:"false" doc:"by name; absent: all"`
	From        string   `json:"from,omitempty" required:"false" doc:"RFC 3339"`
	Until       string   `json:"until,omitempty" required:"false" doc:"RFC 3339, not included"`
}

// EventReplay is a replay as it stands.
type EventReplay struct {
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Archive     string     `json:"archive"`
	Rules       []string   `json:"rules" nullable:"false"`
	From        time.Time  `json:"from"`
	Until       time.Time  `json:"until"`
	State       string     `json:"state" enum:"STARTING,RUNNING,COMPLETED,CANCELLED,FAILED"`
	Reason      string     `json:"reason,omitempty"`
	Begun       time.Time  `json:"begun"`
	Ended       *time.Time `json:"ended,omitempty"`
	Last        *time.Time `json:"last,omitempty" doc:"time of the event that was given back last"`
}

type (
	archiveIn   struct{ Body EventArchiveForm }
	archiveAtIn struct {
		ID   string `path:"id"`
		Body EventArchiveForm
	}
	replayIn struct{ Body EventReplayForm }
)

func (p *Portal) eventArchives() {
	const archives, archive = "/api/central/event-archives", "/api/central/event-archives/{id}"
	serve(p, pages.Operation("listEventArchives", http.MethodGet, archives, "List archives", 200, 400), p.listEventArchives)
	serve(p, pages.Operation("createEventArchive", http.MethodPost, archives, "Create an archive", 201, 409, 422), p.createEventArchive)
	serve(p, pages.Operation("updateEventArchive", http.MethodPut, archive, "Change an archive", 200, 404, 422), p.updateEventArchive)
	serve(p, pages.Operation("deleteEventArchive", http.MethodDelete, archive, "Delete an archive with what it holds", 200, 404), p.deleteEventArchive)
	const replays = "/api/central/event-replays"
	serve(p, pages.Operation("listEventReplays", http.MethodGet, replays, "List replays", 200, 400), p.listEventReplays)
	serve(p, pages.Operation("startEventReplay", http.MethodPost, replays, "Start a replay", 201, 404, 409, 422), p.startEventReplay)
	serve(p, pages.Operation("cancelEventReplay", http.MethodPost, replays+"/{id}/cancel", "Cancel a replay", 200, 404, 409), p.cancelEventReplay)
}

func archiveView(a event.Archive) EventArchive {
	return EventArchive{a.Name, a.Description, a.Pattern, a.Days, a.Made, a.Events, a.Bytes}
}

func (f EventArchiveForm) archive() event.Archive {
	return event.Archive{Name: f.Name, Description: f.Description, Pattern: f.Pattern, Days: f.Days}
}

func (p *Portal) listEventArchives(ctx context.Context, who identity.Caller, in *listIn) (EventPage[EventArchive], error) {
	w, err := in.window()
	if err != nil {
		return EventPage[EventArchive]{}, err
	}
	l, err := p.Events.Archives(ctx, who, w)
	return eventPage(l, err, archiveView)
}

func (p *Portal) createEventArchive(ctx context.Context, who identity.Caller, in *archiveIn) (EventArchive, error) {
	a, err := p.Events.NewArchive(ctx, who, in.Body.archive())
	return archiveView(a), err
}

func (p *Portal) updateEventArchive(ctx context.Context, who identity.Caller, in *archiveAtIn) (EventArchive, error) {
	a := in.Body.archive()
	a.Name = in.ID
	if _, err := p.Events.ChangeArchive(ctx, who, a); err != nil {
		return EventArchive{}, err
	}
	a, err := p.Events.Archive(ctx, who, in.ID) // with what it holds
	return archiveView(a), err
}

func (p *Portal) deleteEventArchive(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Events.DeleteArchive(ctx, who, in.ID)
	return Done{err == nil}, err
}

func replayView(r event.Replay) EventReplay {
	v := EventReplay{Name: r.Name, Description: r.Description, Archive: r.Archive, Rules: append([]string{}, r.Rules...), From: r.From, Until: r.Until,
		State: string(r.State), Reason: r.Reason, Begun: r.Begun}
	if !r.Ended.IsZero() {
		v.Ended = &r.Ended
	}
	if !r.Last.IsZero() {
		v.Last = &r.Last
	}
	return v
}

func (p *Portal) listEventReplays(ctx context.Context, who identity.Caller, in *listIn) (EventPage[EventReplay], error) {
	w, err := in.window()
	if err != nil {
		return EventPage[EventReplay]{}, err
	}
	l, err := p.Events.Replays(ctx, who, "", "", w)
	return eventPage(l, err, replayView)
}

func (p *Portal) startEventReplay(ctx context.Context, who identity.Caller, in *replayIn) (EventReplay, error) {
	if err := p.Events.MayChange(who); err != nil {
		return EventReplay{}, err // who may not start one, is not told first what is wrong with the form
	}
	b := in.Body
	r := event.Replay{Name: b.Name, Description: b.Description, Archive: b.Archive, Rules: b.Rules}
	var broken []catalogue.Violation
	for _, one := range []struct {
		field, text string
		to          *time.Time
	}{{"EventStartTime", b.From, &r.From}, {"EventEndTime", b.Until, &r.Until}} {
		var err error
		if *one.to, err = time.Parse(time.RFC3339, one.text); err != nil {
			broken = append(broken, catalogue.Violation{Field: one.field, Path: one.field, At: one.field, Code: catalogue.InvalidStringFormat,
				Rule: "event-instant", Message: one.field + " is not an instant.", MessageJA: one.field + " の日時を読み取れません。", Value: one.text,
				FixEN: "Enter a day and a time such as 2027-04-01T09:00:00Z.", FixJA: "2027-04-01T09:00:00Z のような日時を入力してください。"})
		}
	}
	if len(broken) > 0 {
		return EventReplay{}, fault.Malformed(broken...)
	}
	r, err := p.Events.StartReplay(ctx, who, r)
	return replayView(r), err
}

func (p *Portal) cancelEventReplay(ctx context.Context, who identity.Caller, in *recordIn) (EventReplay, error) {
	r, err := p.Events.CancelReplay(ctx, who, in.ID)
	return replayView(r), err
}
