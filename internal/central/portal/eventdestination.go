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

// EventParameter is sent with every call of a connection.
type EventParameter struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	In     string   `json:"in,omitempty" required:"false" doc:"header, query or body"`
	Name   string   `json:"name,omitempty" required:"false"`
	Value  string   `json:"value,omitempty" required:"false" doc:"of a secret one it is never read out; empty in a change keeps what is stored"`
	Secret bool     `json:"secret,omitempty" required:"false"`
}

// EventConnectionForm is how API destinations are entered. Secrets go in and never come out.
type EventConnectionForm struct {
	_           struct{}         `json:"-" additionalProperties:"true"`
	Name        string           `json:"name,omitempty" required:"false"`
	Description string           `json:"description,omitempty" required:"false"`
	Auth        string           `json:"auth,omitempty" required:"false" doc:"OAUTH_CLIENT_CREDENTIALS, BASIC or API_KEY"`
	Client      string           `json:"client,omitempty" required:"false" doc:"client id, user name or name of a header"`
	Secret      string           `json:"secret,omitempty" required:"false" doc:"client secret, password or key; empty in a change keeps what is stored"`
	TokenURL    string           `json:"tokenUrl,omitempty" required:"false"`
	TokenMethod string           `json:"tokenMethod,omitempty" required:"false"`
	TokenParams []EventParameter `json:"tokenParams,omitempty" required:"false" nullable:"false"`
	ClientIn    string           `json:"clientIn,omitempty" required:"false" doc:"header or body"`
	Scope       string           `json:"scope,omitempty" required:"false"`
	Params      []EventParameter `json:"params,omitempty" required:"false" nullable:"false"`
	Version     string           `json:"version,omitempty" required:"false" doc:"what a change was decided on; a new connection needs none"`
}

// EventConnection is a connection without its secrets.
type EventConnection struct {
	Name        string           `json:"name"`
	ARN         string           `json:"arn"`
	Description string           `json:"description"`
	Auth        string           `json:"auth" enum:"OAUTH_CLIENT_CREDENTIALS,BASIC,API_KEY"`
	Client      string           `json:"client"`
	TokenURL    string           `json:"tokenUrl,omitempty"`
	TokenMethod string           `json:"tokenMethod,omitempty"`
	TokenParams []EventParameter `json:"tokenParams" nullable:"false"`
	ClientIn    string           `json:"clientIn,omitempty"`
	Scope       string           `json:"scope,omitempty"`
	Params      []EventParameter `json:"params" nullable:"false"`
	Version     string           `json:"version"`
	Changed     time.Time        `json:"changed"`
}

// EventDestinationForm is an address that events are sent to.
type EventDestinationForm struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Name        string   `json:"name,omitempty" required:"false"`
	Description string   `json:"description,omitempty" required:"false"`
	URL         string   `json:"url,omitempty" required:"false" doc:"a star stands for a value that each target gives"`
	Method      string   `json:"method,omitempty" required:"false"`
	Connection  string   `json:"connection,omitempty" required:"false"`
	Rate        int      `json:"rate,omitempty" required:"false" doc:"calls a second at most, 1 to 300"`
	Version     string   `json:"version,omitempty" required:"false" doc:"what a change was decided on; a new destination needs none"`
}

// EventDestination is an API destination.
type EventDestination struct {
	Name        string    `json:"name"`
	ARN         string    `json:"arn"`
	Description string    `json:"description"`
	URL         string    `json:"url"`
	Method      string    `json:"method"`
	Connection  string    `json:"connection"`
	Connected   bool      `json:"connected" doc:"false: the connection is gone"`
	Rate        int       `json:"rate"`
	Version     string    `json:"version"`
	Changed     time.Time `json:"changed"`
}

type (
	connectionIn   struct{ Body EventConnectionForm }
	connectionAtIn struct {
		ID   string `path:"id"`
		Body EventConnectionForm
	}
	destinationIn   struct{ Body EventDestinationForm }
	destinationAtIn struct {
		ID   string `path:"id"`
		Body EventDestinationForm
	}
)

func (p *Portal) eventDestinations() {
	const connections, connection = "/api/central/event-connections", "/api/central/event-connections/{id}"
	serve(p, pages.Operation("listEventConnections", http.MethodGet, connections, "List connections", 200, 400), p.listEventConnections)
	serve(p, pages.Operation("createEventConnection", http.MethodPost, connections, "Create a connection", 201, 409, 422), p.createEventConnection)
	serve(p, pages.Operation("updateEventConnection", http.MethodPut, connection, "Change a connection", 200, 404, 409, 422), p.updateEventConnection)
	serve(p, pages.Operation("deleteEventConnection", http.MethodDelete, connection, "Delete a connection", 200, 404), p.deleteEventConnection)
	const destinations, destination = "/api/central/event-destinations", "/api/central/event-destinations/{id}"
	serve(p, pages.Operation("listEventDestinations", http.MethodGet, destinations, "List API destinations", 200, 400), p.listEventDestinations)
	serve(p, pages.Operation("createEventDestination", http.MethodPost, destinations, "Create an API destination", 201, 409, 422), p.createEventDestination)
	serve(p, pages.Operation("updateEventDestination", http.MethodPut, destination, "Change an API destination", 200, 404, 409, 422), p.updateEventDestination)
	serve(p, pages.Operation("deleteEventDestination", http.MethodDelete, destination, "Delete an API destination", 200, 404), p.deleteEventDestination)
}

func parameterViews(all []event.Parameter) []EventParameter {
	views := []EventParameter{}
	for _, one := range all {
		views = append(views, EventParameter{In: one.In, Name: one.Name, Value: one.Value, Secret: one.Secret})
	}
	return views
}

func parametersOf(views []EventParameter) (all []event.Parameter) {
	for _, v := range views {
		all = append(all, event.Parameter{In: v.In, Name: v.Name, Value: v.Value, Secret: v.Secret})
	}
	return all
}

func eventConnectionView(c event.Connection) EventConnection {
	return EventConnection{Name: c.Name, ARN: c.ARN, Description: c.Description, Auth: c.Auth, Client: c.ClientID, TokenURL: c.TokenURL,
		TokenMethod: c.TokenMethod, TokenParams: parameterViews(c.TokenParams), ClientIn: c.ClientIn, Scope: c.Scope,
		Params: parameterViews(c.Params), Version: event.Version(c.Changed), Changed: c.Changed}
}

func (f EventConnectionForm) connection() event.Connection {
	return event.Connection{Name: f.Name, Description: f.Description, Auth: f.Auth, ClientID: f.Client, Secret: f.Secret, TokenURL: f.TokenURL,
		TokenMethod: f.TokenMethod, TokenParams: parametersOf(f.TokenParams), ClientIn: f.ClientIn, Scope: f.Scope, Params: parametersOf(f.Params)}
}

func (p *Portal) listEventConnections(ctx context.Context, who identity.Caller, in *listIn) (EventPage[EventConnection], error) {
	w, err := in.window()
	if err != nil {
		return EventPage[EventConnection]{}, err
	}
	l, err := p.Events.Connections(ctx, who, w)
	return eventPage(l, err, eventConnectionView)
}

func (p *Portal) createEventConnection(ctx context.Context, who identity.Caller, in *connectionIn) (EventConnection, error) {
	c, err := p.Events.NewConnection(ctx, who, in.Body.connection())
	return eventConnectionView(c), err
}

func (p *Portal) updateEventConnection(ctx context.Context, who identity.Caller, in *connectionAtIn) (EventConnection, error) {
	if err := p.onVersion(who, in.Body.Version); err != nil {
		return EventConnection{}, err
	}
	c := in.Body.connection()
	c.Name = in.ID
	c, err := p.Events.ChangeConnection(ctx, who, c, in.Body.Version)
	return eventConnectionView(c), err
}

func (p *Portal) deleteEventConnection(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Events.DeleteConnection(ctx, who, in.ID)
	return Done{err == nil}, err
}

func destinationView(d event.Destination) EventDestination {
	return EventDestination{Name: d.Name, ARN: d.ARN, Description: d.Description, URL: d.URL, Method: d.Method, Connection: d.Connection,
		Connected: d.ConnectionARN != "", Rate: d.Rate, Version: event.Version(d.Changed), Changed: d.Changed}
}

func (f EventDestinationForm) destination() event.Destination {
	return event.Destination{Name: f.Name, Description: f.Description, URL: f.URL, Method: f.Method, Connection: f.Connection, Rate: f.Rate}
}

func (p *Portal) listEventDestinations(ctx context.Context, who identity.Caller, in *listIn) (EventPage[EventDestination], error) {
	w, err := in.window()
	if err != nil {
		return EventPage[EventDestination]{}, err
	}
	l, err := p.Events.Destinations(ctx, who, "", w)
	return eventPage(l, err, destinationView)
}

func (p *Portal) createEventDestination(ctx context.Context, who identity.Caller, in *destinationIn) (EventDestination, error) {
	d, err := p.Events.NewDestination(ctx, who, in.Body.destination())
	return destinationView(d), err
}

func (p *Portal) updateEventDestination(ctx context.Context, who identity.Caller, in *destinationAtIn) (EventDestination, error) {
	if err := p.onVersion(who, in.Body.Version); err != nil {
		return EventDestination{}, err
	}
	d := in.Body.destination()
	d.Name = in.ID
	d, err := p.Events.ChangeDestination(ctx, who, d, in.Body.Version)
	return destinationView(d), err
}

func (p *Portal) deleteEventDestination(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Events.DeleteDestination(ctx, who, in.ID)
	return Done{err == nil}, err
}
