// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/central/connection"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Connection is a partner with whom the caller's may, or once might, share opportunities.
type Connection struct {
	ID      string     `json:"id"`
	Partner Partner    `json:"partner"`
	Profile string     `json:"profile,omitempty"`
	Status  string     `json:"status" enum:"ACTIVE,CANCELED"`
	Since   time.Time  `json:"since"`
	Inviter string     `json:"inviter"`
	Ended   *time.Time `json:"ended,omitempty"`
}

// ConnectionRequest is an invitation to connect. Before it is accepted neither side learns the other's account.
type ConnectionRequest struct {
	ID        string    `json:"id"`
	Direction string    `json:"direction" enum:"RECEIVER,SENDER"`
	Status    string    `json:"status" enum:"PENDING,ACCEPTED,REJECTED,CANCELED,EXPIRED"`
	Profile   string    `json:"profile" doc:"of the other partner"`
	Name      string    `json:"name" doc:"of the other partner, where its profile can be found; else empty"`
	Message   string    `json:"message"`
	Inviter   string    `json:"inviter"`
	Email     string    `json:"email"`
	Sent      time.Time `json:"sent"`
	Expires   time.Time `json:"expires"`
}

// Connections are all of the caller's partner, the newest first.
type Connections struct {
	Active   []Connection        `json:"active" nullable:"false"`
	Ended    []Connection        `json:"ended" nullable:"false"`
	Requests []ConnectionRequest `json:"requests" nullable:"false" doc:"the last 50"`
	Access   string              `json:"access" enum:"ALLOW_ALL,DENY_ALL,ALLOW_BY_DEFAULT_DENY_SOME" doc:"who may ask to connect"`
	Excluded []string            `json:"excluded" nullable:"false" doc:"profiles and accounts that may not"`
	Revision int64               `json:"revision" doc:"of the preferences"`
}

// NewConnection asks a partner to connect.
type NewConnection struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Profile string   `json:"profile,omitempty" required:"false"`
	Message string   `json:"message,omitempty" required:"false"`
}

// ConnectionAnswer is an answer to a request; a reason may be given with a rejection.
type ConnectionAnswer struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Answer string   `json:"answer,omitempty" required:"false" doc:"accept, reject or cancel"`
	Reason string   `json:"reason,omitempty" required:"false"`
}

// EndedConnection says why a connection is ended.
type EndedConnection struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Reason string   `json:"reason,omitempty" required:"false"`
}

// Preferences say who may ask to connect.
type Preferences struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Access   string   `json:"access,omitempty" required:"false"`
	Excluded []string `json:"excluded,omitempty" required:"false" nullable:"false"`
	Revision int64    `json:"revision,omitempty" required:"false"`
}

type (
	connectIn struct{ Body NewConnection }
	answerIn  struct {
		ID   string `path:"id"`
		Body ConnectionAnswer
	}
	endIn struct {
		ID   string `path:"id"`
		Body EndedConnection
	}
	preferIn struct{ Body Preferences }
)

func (p *Portal) connections() {
	const all, requests = "/api/central/connections", "/api/central/connection-requests"
	serve(p, pages.Operation("listConnections", http.MethodGet, all, "List connections, requests and preferences", 200), p.readConnections)
	serve(p, pages.Operation("endConnection", http.MethodPost, all+"/{id}/end", "End a connection", 200, 404, 409, 422), p.endConnection)
	serve(p, pages.Operation("requestConnection", http.MethodPost, requests, "Ask a partner to connect", 200, 404, 409, 422), p.requestConnection)
	serve(p, pages.Operation("answerConnection", http.MethodPost, requests+"/{id}", "Accept, reject or cancel a request", 200, 404, 409, 422), p.answerConnection)
	serve(p, pages.Operation("preferConnections", http.MethodPut, "/api/central/connection-preferences", "Say who may ask to connect", 200, 409, 422), p.prefer)
}

// lastRequests is how many requests the page shows.
const lastRequests = 50

func (p *Portal) readConnections(ctx context.Context, who identity.Caller, _ *noIn) (Connections, error) {
	out := Connections{Active: []Connection{}, Ended: []Connection{}, Requests: []ConnectionRequest{}, Excluded: []string{}}
	for status, into := range map[string]*[]Connection{account.ConnectionActive: &out.Active, account.ConnectionCanceled: &out.Ended} {
		found, err := p.Connections.List(ctx, who, account.ListConnectionsRequest{Catalog: catalog, MaxResults: mostConnected,
			ConnectionType: account.OpportunityCollaboration + ":" + status})
		if err != nil {
			return out, err
		}
		for _, c := range found.ConnectionSummaries {
			whole, err := p.Connections.Get(ctx, who, catalog, c.ID)
			if err != nil {
				return out, err
			}
			*into = append(*into, connectionView(whole))
		}
	}
	if err := p.requests(ctx, who, &out); err != nil {
		return out, err
	}
	preferences, err := p.Connections.Preferences(ctx, who, catalog)
	out.Access, out.Revision, out.Excluded = preferences.AccessType, preferences.Revision, some(preferences.ExcludedParticipantIDs)
	return out, err
}

func connectionView(c account.Connection) Connection {
	t := c.ConnectionTypes[account.OpportunityCollaboration]
	name, profile := participant(t.OtherParticipant)
	v := Connection{ID: c.ID, Partner: Partner{c.OtherParticipantAccountID, name}, Profile: profile, Status: t.Status, Since: moment(t.CreatedAt), Inviter: t.InviterName}
	if t.CanceledAt != nil {
		at := moment(*t.CanceledAt)
		v.Ended = &at
	}
	return v
}

func (p *Portal) requests(ctx context.Context, who identity.Caller, out *Connections) error {
	found, err := p.Connections.Invitations(ctx, who, account.ListConnectionInvitationsRequest{Catalog: catalog, MaxResults: lastRequests,
		ConnectionType: account.OpportunityCollaboration})
	if err != nil {
		return err
	}
	profiles := make([]string, len(found.ConnectionInvitationSummaries))
	for n, s := range found.ConnectionInvitationSummaries {
		profiles[n] = s.OtherParticipantIdentifier
	}
	listed, err := p.Profiles.Listed(ctx, who, catalog, profiles)
	if err != nil {
		return err
	}
	for _, s := range found.ConnectionInvitationSummaries {
		i, err := p.Connections.Invitation(ctx, who, catalog, s.ID)
		if err != nil {
			return err
		}
		out.Requests = append(out.Requests, ConnectionRequest{ID: i.ID, Direction: i.ParticipantType, Status: i.Status, Profile: i.OtherParticipantIdentifier,
			Name: listed[i.OtherParticipantIdentifier].Profile.DisplayName, Message: i.InvitationMessage, Inviter: i.InviterName, Email: i.InviterEmail,
			Sent: moment(i.CreatedAt), Expires: moment(text(i.ExpiresAt))})
	}
	return nil
}

// checked holds a request against the Account API's model, as the request of a program is held.
func checked(operation string, in any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	d, err := doc.Parse(body)
	if err != nil {
		return err
	}
	if broken := catalogue.Account.Check(operation, d); len(broken) > 0 {
		return fault.Malformed(broken...)
	}
	return nil
}

// pageToken stands for the client token that a page does not need: a second request is refused by the first one's state.
const pageToken = "page"

func (p *Portal) requestConnection(ctx context.Context, who identity.Caller, in *connectIn) (Connections, error) {
	asked := account.CreateConnectionInvitationRequest{Catalog: catalog, ClientToken: pageToken, ConnectionType: account.OpportunityCollaboration,
		Email: who.Email, Name: who.Name, Message: in.Body.Message, ReceiverIdentifier: in.Body.Profile}
	if err := checked("CreateConnectionInvitation", asked); err != nil {
		return Connections{}, err
	}
	if _, err := p.Connections.Invite(ctx, who, asked, idempotency.Ticket{}); err != nil {
		return Connections{}, err
	}
	return p.readConnections(ctx, who, nil)
}

func (p *Portal) answerConnection(ctx context.Context, who identity.Caller, in *answerIn) (Connections, error) {
	var err error
	a := connection.Answer{Catalog: catalog, ID: in.ID, Reason: in.Body.Reason}
	switch in.Body.Answer {
	case "accept":
		_, err = p.Connections.Accept(ctx, who, a, idempotency.Ticket{})
	case "reject":
		if in.Body.Reason != "" {
			err = checked("RejectConnectionInvitation", map[string]string{"Catalog": catalog, "ClientToken": pageToken, "Identifier": in.ID, "Reason": in.Body.Reason})
		}
		if err == nil {
			_, err = p.Connections.Reject(ctx, who, a, idempotency.Ticket{})
		}
	case "cancel":
		_, err = p.Connections.Withdraw(ctx, who, a, idempotency.Ticket{})
	default:
		if _, err = p.Connections.Invitation(ctx, who, catalog, in.ID); err == nil {
			err = pages.Malformed("answer", "the answer is accept, reject or cancel")
		}
	}
	if err != nil {
		return Connections{}, err
	}
	return p.readConnections(ctx, who, nil)
}

func (p *Portal) endConnection(ctx context.Context, who identity.Caller, in *endIn) (Connections, error) {
	asked := account.CancelConnectionRequest{Catalog: catalog, ClientToken: pageToken, ConnectionType: account.OpportunityCollaboration, Identifier: in.ID, Reason: in.Body.Reason}
	if _, err := p.Connections.Get(ctx, who, catalog, in.ID); err != nil {
		return Connections{}, err
	}
	if err := checked("CancelConnection", asked); err != nil {
		return Connections{}, err
	}
	if _, err := p.Connections.Cancel(ctx, who, asked, idempotency.Ticket{}); err != nil {
		return Connections{}, err
	}
	return p.readConnections(ctx, who, nil)
}

func (p *Portal) prefer(ctx context.Context, who identity.Caller, in *preferIn) (Connections, error) {
	asked := account.UpdateConnectionPreferencesRequest{Catalog: catalog, AccessType: in.Body.Access, ExcludedParticipantIdentifiers: in.Body.Excluded, Revision: in.Body.Revision}
	if err := checked("UpdateConnectionPreferences", asked); err != nil {
		return Connections{}, err
	}
	if _, err := p.Connections.Prefer(ctx, who, asked); err != nil {
		return Connections{}, err
	}
	return p.readConnections(ctx, who, nil)
}
