// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Delivery is one event on its way to one target, or in the dead-letter queue.
type Delivery struct {
	ID          string     `json:"id"`
	EventID     string     `json:"eventId"`
	Type        string     `json:"type"`
	At          time.Time  `json:"at"`
	Rule        string     `json:"rule"`
	Target      string     `json:"target"`
	Destination string     `json:"destination"`
	State       string     `json:"state" enum:"waiting,delivered,dead"`
	Attempts    int        `json:"attempts"`
	Redriven    int        `json:"redriven"`
	Code        string     `json:"code,omitempty" doc:"ERROR_CODE of the last failure"`
	LastError   string     `json:"lastError,omitempty"`
	NextAttempt *time.Time `json:"nextAttempt,omitempty"`
	Ended       *time.Time `json:"ended,omitempty"`
	Payload     pages.JSON `json:"payload"`
}

// DeliveryPage is a page of deliveries, the latest first.
type DeliveryPage struct {
	Items []Delivery `json:"items" nullable:"false"`
	pages.Page
}

// Redrive names dead letters to be sent again.
type Redrive struct {
	_   struct{} `json:"-" additionalProperties:"true"`
	IDs []string `json:"ids,omitempty" required:"false" nullable:"false"`
}

// Redriven is how many were sent again.
type Redriven struct {
	Redriven int `json:"redriven"`
}

// Purged is how many were taken away.
type Purged struct {
	Purged int `json:"purged"`
}

type (
	deliveryIn struct {
		ID string `path:"id"`
	}
	redriveIn struct{ Body Redrive }
)

func (p *Portal) deliveries() {
	const all = "/api/central/deliveries"
	serve(p, pages.Operation("listDeliveries", http.MethodGet, all, "List deliveries and dead letters", 200, 400), p.listDeliveries)
	serve(p, pages.Operation("getDelivery", http.MethodGet, all+"/{id}", "Read a delivery", 200, 404), p.delivery)
	serve(p, pages.Operation("redrive", http.MethodPost, all+"/redrive", "Send dead letters again", 200, 422), p.redrive)
	serve(p, pages.Operation("purge", http.MethodPost, all+"/purge", "Take dead letters away for good", 200, 422), p.purge)
}

func (p *Portal) listDeliveries(ctx context.Context, who identity.Caller, in *listIn) (DeliveryPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"state": {Operators: "="}, "type": {Operators: "="}},
		Sorts: []string{"at"}, Sort: "at"})
	if err != nil {
		return DeliveryPage{}, err
	}
	query := event.DeliveryQuery{Size: q.Size, Token: q.Cursor}
	for _, t := range q.Tokens {
		for _, v := range t.Values {
			if t.Property == "state" {
				query.States = append(query.States, event.State(v))
			} else {
				query.Types = append(query.Types, v)
			}
		}
	}
	found, err := p.Events.Deliveries(ctx, who, query)
	if err != nil {
		return DeliveryPage{}, err
	}
	out := DeliveryPage{Items: []Delivery{}, Page: pages.Page{Next: found.Next, Previous: found.Previous, Total: found.Total, TotalCapped: found.Capped}}
	for _, d := range found.Items {
		out.Items = append(out.Items, deliveryView(d))
	}
	return out, nil
}

func deliveryView(d event.Delivery) Delivery {
	v := Delivery{ID: d.ID, EventID: d.EventID, Type: d.DetailType, At: d.At, Rule: d.Rule, Target: d.Target, Destination: d.Destination,
		State: string(d.State), Attempts: d.Attempts, Redriven: d.Redriven, Code: d.Code, LastError: d.Message, Payload: pages.JSON(d.Event)}
	if d.State == event.Waiting {
		v.NextAttempt = &d.Due
	} else {
		v.Ended = &d.Ended
	}
	return v
}

func (p *Portal) delivery(ctx context.Context, who identity.Caller, in *deliveryIn) (Delivery, error) {
	d, err := p.Events.Delivery(ctx, who, in.ID)
	if err != nil {
		return Delivery{}, err
	}
	return deliveryView(d), nil
}

func (p *Portal) redrive(ctx context.Context, who identity.Caller, in *redriveIn) (Redriven, error) {
	n, err := p.Events.Redrive(ctx, who, in.Body.IDs)
	return Redriven{n}, err
}

func (p *Portal) purge(ctx context.Context, who identity.Caller, in *redriveIn) (Purged, error) {
	n, err := p.Events.Purge(ctx, who, in.Body.IDs)
	return Purged{n}, err
}
