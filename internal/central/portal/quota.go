// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/central/identity"
	"cosell/internal/central/quota"
	"cosell/internal/pages"
)

// Quotas are the rates at which accounts may call.
type Quotas struct {
	On      bool        `json:"on"`
	Mode    string      `json:"mode,omitempty" doc:"on or off; absent: as the program was started"`
	Percent int         `json:"percent" doc:"of the published rates"`
	Rates   []QuotaRate `json:"rates" nullable:"false"`
}

// QuotaRate is the rate of one operation of the Selling API; 0 in a day: as many as the second allows.
type QuotaRate struct {
	Operation          string `json:"operation"`
	PerSecond          int    `json:"perSecond"`
	PerDay             int    `json:"perDay"`
	PublishedPerSecond int    `json:"publishedPerSecond"`
	PublishedPerDay    int    `json:"publishedPerDay"`
	Own                bool   `json:"own" doc:"it was set, and is not a share of the published rate"`
}

// SetQuotas changes what it names.
type SetQuotas struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Mode    *string  `json:"mode,omitempty" required:"false" nullable:"false" doc:"on, off, or empty for as the program was started"`
	Percent *int     `json:"percent,omitempty" required:"false" nullable:"false" doc:"of the published rates; 0 for as the program was started"`
}

// Rate is a rate of an operation's own.
type Rate struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	PerSecond int      `json:"perSecond,omitempty" required:"false"`
	PerDay    int      `json:"perDay,omitempty" required:"false" doc:"0: as many as the second allows"`
}

type (
	setQuotasIn struct{ Body SetQuotas }
	rateIn      struct {
		ID   string `path:"id"`
		Body Rate
	}
)

func (p *Portal) quotas() {
	const all, one = "/api/central/desk/quotas", "/api/central/desk/quotas/{id}"
	serve(p, pages.Operation("deskQuotas", http.MethodGet, all, "Read the quotas in force", 200), p.deskQuotas)
	serve(p, pages.Operation("deskSetQuotas", http.MethodPut, all, "Turn quotas on or off, or take a share of the published rates", 200, 422), p.deskSetQuotas)
	serve(p, pages.Operation("deskSetRate", http.MethodPut, one, "Give an operation a rate of its own", 200, 422), p.deskSetRate)
	serve(p, pages.Operation("deskRestoreRate", http.MethodDelete, one, "Take an operation's own rate back", 200, 404), p.deskRestoreRate)
}

func (p *Portal) deskQuotas(ctx context.Context, who identity.Caller, _ *struct{}) (Quotas, error) {
	if !who.Reviews() {
		return Quotas{}, notAtTheDesk
	}
	s, err := p.Quotas.State(ctx, who)
	out := Quotas{On: s.On, Mode: string(s.Mode), Percent: s.Percent, Rates: []QuotaRate{}}
	for _, e := range s.Entries {
		out.Rates = append(out.Rates, QuotaRate{e.Operation, e.InForce.PerSecond, e.InForce.PerDay, e.Published.PerSecond, e.Published.PerDay, e.Override})
	}
	return out, err
}

func (p *Portal) deskSetQuotas(ctx context.Context, who identity.Caller, in *setQuotasIn) (Quotas, error) {
	if in.Body.Percent != nil {
		if err := p.Quotas.SetPercent(ctx, who, *in.Body.Percent); err != nil {
			return Quotas{}, err
		}
	}
	if in.Body.Mode != nil {
		if err := p.Quotas.SetMode(ctx, who, quota.Mode(*in.Body.Mode)); err != nil {
			return Quotas{}, err
		}
	}
	return p.deskQuotas(ctx, who, nil)
}

func (p *Portal) deskSetRate(ctx context.Context, who identity.Caller, in *rateIn) (Quotas, error) {
	if err := p.Quotas.Override(ctx, who, in.ID, quota.Rate{PerSecond: in.Body.PerSecond, PerDay: in.Body.PerDay}); err != nil {
		return Quotas{}, err
	}
	return p.deskQuotas(ctx, who, nil)
}

func (p *Portal) deskRestoreRate(ctx context.Context, who identity.Caller, in *nameIn) (Quotas, error) {
	if err := p.Quotas.Restore(ctx, who, in.ID); err != nil {
		return Quotas{}, err
	}
	return p.deskQuotas(ctx, who, nil)
}
