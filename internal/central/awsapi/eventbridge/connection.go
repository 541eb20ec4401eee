// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"
	"strconv"

	"cosell/internal/central/event"
)

var connectionRows = []row{
	alreadyThere(bind("CreateConnection", nil, createConnection)),
	bind("DeleteConnection", connection, deleteConnection),
	bind("DescribeConnection", connection, describeConnection),
	bind("ListConnections", nil, listConnections),
	bind("UpdateConnection", func(account string, in saveConnectionIn) string { return connection(account, nameIn{in.Name}) }, updateConnection),
}

// alreadyThere is a row whose conflict is a name that is taken.
func alreadyThere(r row) row {
	r.conflict = "ResourceAlreadyExistsException"
	return r
}

type nameIn struct {
	Name string `json:"Name"`
}

// prefixed is what ARNs of a kind and a name begin with; the part drawn by chance is left to a policy's star.
func prefixed(account, kind, name string) string {
	return "arn:aws:events:us-east-1:" + account + ":" + kind + "/" + name
}

func connection(account string, in nameIn) string { return prefixed(account, "connection", in.Name) }

// A paramWire is a parameter. Its flag is told as it was sent, its value only when it is no secret.
type paramWire struct {
	Key    string `json:"Key"`
	Value  string `json:"Value,omitempty"`
	Secret bool   `json:"IsValueSecret"`
}

// A paramsWire is all parameters of a call.
type paramsWire struct {
	Header []paramWire `json:"HeaderParameters,omitempty"`
	Query  []paramWire `json:"QueryStringParameters,omitempty"`
	Body   []paramWire `json:"BodyParameters,omitempty"`
}

func (w *paramsWire) params() (all []event.Parameter) {
	if w == nil {
		return nil
	}
	for _, kind := range []struct {
		in   string
		list []paramWire
	}{{event.InHeader, w.Header}, {event.InQuery, w.Query}, {event.InBody, w.Body}} {
		for _, p := range kind.list {
			all = append(all, event.Parameter{In: kind.in, Name: p.Key, Value: p.Value, Secret: p.Secret})
		}
	}
	return all
}

func paramsView(params []event.Parameter) *paramsWire {
	if len(params) == 0 {
		return nil
	}
	w := &paramsWire{}
	for _, p := range params {
		list := map[string]*[]paramWire{event.InHeader: &w.Header, event.InQuery: &w.Query, event.InBody: &w.Body}[p.In]
		*list = append(*list, paramWire{p.Name, p.Value, p.Secret})
	}
	return w
}

type apiKeyWire struct {
	Name  string `json:"ApiKeyName"`
	Value string `json:"ApiKeyValue,omitempty"`
}

type basicWire struct {
	User     string `json:"Username"`
	Password string `json:"Password,omitempty"`
}

type clientWire struct {
	ID     string `json:"ClientID"`
	Secret string `json:"ClientSecret,omitempty"`
}

type oauthWire struct {
	Endpoint string      `json:"AuthorizationEndpoint"`
	Method   string      `json:"HttpMethod"`
	Client   *clientWire `json:"ClientParameters,omitempty"`
	Params   *paramsWire `json:"OAuthHttpParameters,omitempty"`
}

type authWire struct {
	APIKey *apiKeyWire `json:"ApiKeyAuthParameters,omitempty"`
	Basic  *basicWire  `json:"BasicAuthParameters,omitempty"`
	OAuth  *oauthWire  `json:"OAuthParameters,omitempty"`
	Params *paramsWire `json:"InvocationHttpParameters,omitempty"`
}

type saveConnectionIn struct {
	Name        string    `json:"Name"`
	Description string    `json:"Description"`
	Type        string    `json:"AuthorizationType"`
	Auth        *authWire `json:"AuthParameters"`
}

// apply lays what a request says over a connection. What it leaves out stays as it is, which AWS promises for updates.
func (in saveConnectionIn) apply(c event.Connection) (event.Connection, error) {
	c.Name, c.Secret = in.Name, ""
	if in.Description != "" {
		c.Description = in.Description
	}
	if in.Type != "" && in.Type != c.Auth {
		c.Auth, c.ClientID = in.Type, ""
	}
	if in.Auth == nil {
		return c, nil
	}
	given := map[string]bool{event.APIKey: in.Auth.APIKey != nil, event.Basic: in.Auth.Basic != nil, event.OAuth: in.Auth.OAuth != nil}
	for kind, there := range given {
		if there && kind != c.Auth {
			return c, refused("AuthParameters", "AuthParameters are of another kind than AuthorizationType "+strconv.Quote(c.Auth)+".", "Give the parameters of one kind, and name it.")
		}
	}
	switch {
	case given[event.APIKey]:
		c.ClientID, c.Secret = in.Auth.APIKey.Name, in.Auth.APIKey.Value
	case given[event.Basic]:
		c.ClientID, c.Secret = in.Auth.Basic.User, in.Auth.Basic.Password
	case given[event.OAuth]:
		in.Auth.OAuth.apply(&c)
	}
	if in.Auth.Params != nil {
		c.Params = in.Auth.Params.params()
	}
	return c, nil
}

func (w *oauthWire) apply(c *event.Connection) {
	c.TokenURL, c.TokenMethod = orElse(w.Endpoint, c.TokenURL), orElse(w.Method, c.TokenMethod)
	if w.Client != nil {
		c.ClientID, c.Secret = orElse(w.Client.ID, c.ClientID), w.Client.Secret
	}
	if w.Params != nil {
		c.TokenParams = w.Params.params()
	}
}

// authorized is the state of every connection: its secrets are here, and need no other service.
const authorized = "AUTHORIZED"

type savedConnectionOut struct {
	ARN      string `json:"ConnectionArn"`
	State    string `json:"ConnectionState"`
	Created  *stamp `json:"CreationTime,omitempty"`
	Modified *stamp `json:"LastModifiedTime,omitempty"`
}

func saved(c event.Connection) savedConnectionOut {
	return savedConnectionOut{c.ARN, authorized, at(c.Made), at(c.Changed)}
}

func createConnection(ctx context.Context, c call, in saveConnectionIn) (savedConnectionOut, error) {
	if in.Type == "" || in.Auth == nil {
		return savedConnectionOut{}, refused("AuthParameters", "AuthorizationType and AuthParameters are missing.", "Write BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS with its parameters.")
	}
	k, err := in.apply(event.Connection{})
	if err != nil {
		return savedConnectionOut{}, err
	}
	k, err = c.bus.NewConnection(ctx, c.who, k)
	return saved(k), err
}

func updateConnection(ctx context.Context, c call, in saveConnectionIn) (savedConnectionOut, error) {
	k, err := c.bus.Connection(ctx, c.who, in.Name)
	if err != nil {
		return savedConnectionOut{}, err
	}
	if k, err = in.apply(k); err != nil {
		return savedConnectionOut{}, err
	}
	k, err = c.bus.ChangeConnection(ctx, c.who, k, "")
	return saved(k), err
}

type deletedConnectionOut struct {
	savedConnectionOut
	Authorized *stamp `json:"LastAuthorizedTime,omitempty"`
}

func deleteConnection(ctx context.Context, c call, in nameIn) (out deletedConnectionOut, err error) {
	k, err := c.bus.Connection(ctx, c.who, in.Name)
	if err != nil {
		return out, err
	}
	out = deletedConnectionOut{saved(k), at(k.Changed)}
	out.State = "DELETING"
	return out, c.bus.DeleteConnection(ctx, c.who, in.Name)
}

type connectionOut struct {
	Name string `json:"Name"`
	savedConnectionOut
	Type       string `json:"AuthorizationType"`
	Authorized *stamp `json:"LastAuthorizedTime,omitempty"`
}

func connectionView(k event.Connection) connectionOut {
	return connectionOut{k.Name, saved(k), k.Auth, at(k.Changed)}
}

type describedConnectionOut struct {
	connectionOut
	Description string   `json:"Description,omitempty"`
	SecretARN   string   `json:"SecretArn"`
	Auth        authWire `json:"AuthParameters"`
}

func describeConnection(ctx context.Context, c call, in nameIn) (out describedConnectionOut, err error) {
	k, err := c.bus.Connection(ctx, c.who, in.Name)
	if err != nil {
		return out, err
	}
	out = describedConnectionOut{connectionOut: connectionView(k), Description: k.Description, Auth: authWire{Params: paramsView(k.Params)},
		SecretARN: "arn:aws:secretsmanager:us-east-1:" + c.who.Account + ":secret:events!connection/" + k.Name}
	switch k.Auth {
	case event.APIKey:
		out.Auth.APIKey = &apiKeyWire{Name: k.ClientID}
	case event.Basic:
		out.Auth.Basic = &basicWire{User: k.ClientID}
	case event.OAuth:
		out.Auth.OAuth = &oauthWire{Endpoint: k.TokenURL, Method: k.TokenMethod, Client: &clientWire{ID: k.ClientID}, Params: paramsView(k.TokenParams)}
	}
	return out, nil
}

type listConnectionsIn struct {
	listIn
	State string `json:"ConnectionState"`
}

type listConnectionsOut struct {
	Connections []connectionOut `json:"Connections"`
	Next        string          `json:"NextToken,omitempty"`
}

func listConnections(ctx context.Context, c call, in listConnectionsIn) (out listConnectionsOut, err error) {
	out.Connections = []connectionOut{}
	if in.State != "" && in.State != authorized {
		return out, nil // connections have no other state here
	}
	l, err := c.bus.Connections(ctx, c.who, in.window())
	out.Next = l.Next
	for _, k := range l.Items {
		out.Connections = append(out.Connections, connectionView(k))
	}
	return out, err
}
