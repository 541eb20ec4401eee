// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"

	"cosell/internal/central/event"
)

var destinationRows = []row{
	alreadyThere(bind("CreateApiDestination", nil, createDestination)),
	bind("DeleteApiDestination", destination, deleteDestination),
	bind("DescribeApiDestination", destination, describeDestination),
	bind("ListApiDestinations", nil, listDestinations),
	bind("UpdateApiDestination", func(account string, in saveDestinationIn) string { return destination(account, nameIn{in.Name}) }, updateDestination),
}

func destination(account string, in nameIn) string {
	return prefixed(account, "api-destination", in.Name)
}

type saveDestinationIn struct {
	Name        string `json:"Name"`
	Description string `json:"Description"`
	Connection  string `json:"ConnectionArn"`
	Endpoint    string `json:"InvocationEndpoint"`
	Method      string `json:"HttpMethod"`
	Rate        int    `json:"InvocationRateLimitPerSecond"` // calls
}

func (in saveDestinationIn) apply(account string, d event.Destination) (event.Destination, error) {
	d.Name, d.Description = in.Name, orElse(in.Description, d.Description)
	d.URL, d.Method = orElse(in.Endpoint, d.URL), orElse(in.Method, d.Method)
	if in.Rate != 0 {
		d.Rate = in.Rate
	}
	if in.Connection == "" {
		return d, nil
	}
	var err error
	d.Connection, err = named(account, "connection", "Connection", in.Connection)
	return d, err
}

type savedDestinationOut struct {
	ARN      string `json:"ApiDestinationArn"`
	State    string `json:"ApiDestinationState"`
	Created  *stamp `json:"CreationTime,omitempty"`
	Modified *stamp `json:"LastModifiedTime,omitempty"`
}

// savedDestination is active as long as its connection is there.
func savedDestination(d event.Destination) savedDestinationOut {
	state := "ACTIVE"
	if d.ConnectionARN == "" {
		state = "INACTIVE"
	}
	return savedDestinationOut{d.ARN, state, at(d.Made), at(d.Changed)}
}

func createDestination(ctx context.Context, c call, in saveDestinationIn) (out savedDestinationOut, err error) {
	d, err := in.apply(c.who.Account, event.Destination{})
	if err != nil {
		return out, err
	}
	d, err = c.bus.NewDestination(ctx, c.who, d)
	return savedDestination(d), err
}

func updateDestination(ctx context.Context, c call, in saveDestinationIn) (out savedDestinationOut, err error) {
	d, err := c.bus.Destination(ctx, c.who, in.Name)
	if err != nil {
		return out, err
	}
	if d, err = in.apply(c.who.Account, d); err != nil {
		return out, err
	}
	d, err = c.bus.ChangeDestination(ctx, c.who, d, "")
	return savedDestination(d), err
}

func deleteDestination(ctx context.Context, c call, in nameIn) (nothing, error) {
	return nothing{}, c.bus.DeleteDestination(ctx, c.who, in.Name)
}

type destinationOut struct {
	Name string `json:"Name"`
	savedDestinationOut
	Connection string `json:"ConnectionArn,omitempty"`
	Endpoint   string `json:"InvocationEndpoint"`
	Method     string `json:"HttpMethod"`
	Rate       int    `json:"InvocationRateLimitPerSecond"`
}

func destinationView(d event.Destination) destinationOut {
	return destinationOut{d.Name, savedDestination(d), d.ConnectionARN, d.URL, d.Method, d.Rate}
}

type describedDestinationOut struct {
	destinationOut
	Description string `json:"Description,omitempty"`
}

func describeDestination(ctx context.Context, c call, in nameIn) (describedDestinationOut, error) {
	d, err := c.bus.Destination(ctx, c.who, in.Name)
	return describedDestinationOut{destinationView(d), d.Description}, err
}

type listDestinationsIn struct {
	listIn
	Connection string `json:"ConnectionArn"`
}

type listDestinationsOut struct {
	Destinations []destinationOut `json:"ApiDestinations"`
	Next         string           `json:"NextToken,omitempty"`
}

func listDestinations(ctx context.Context, c call, in listDestinationsIn) (out listDestinationsOut, err error) {
	out.Destinations = []destinationOut{}
	var of string
	if in.Connection != "" {
		if of, err = named(c.who.Account, "connection", "Connection", in.Connection); err != nil {
			return out, err
		}
	}
	l, err := c.bus.Destinations(ctx, c.who, of, in.window())
	out.Next = l.Next
	for _, d := range l.Items {
		out.Destinations = append(out.Destinations, destinationView(d))
	}
	return out, err
}
