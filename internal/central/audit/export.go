// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"cosell/internal/central/identity"
)

// line is an entry as it is exported.
type line struct {
	Position  int64     `json:"position"`
	At        time.Time `json:"at"`
	Kind      string    `json:"kind"`
	Actor     string    `json:"actor"`
	ActorName string    `json:"actorName,omitempty"`
	Proposer  string    `json:"proposer,omitempty"`
	Door      string    `json:"door"`
	Action    string    `json:"action"`
	Target    string    `json:"target,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Request   string    `json:"request,omitempty"`
	Remote    string    `json:"remote,omitempty"`
	Hash      string    `json:"hash"`
}

// Export writes the entries that a query asks for, the newest first, one JSON object a line.
func (r *Room) Export(ctx context.Context, c identity.Caller, q Query, to io.Writer) error {
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	for e, err := range r.All(ctx, c, q) {
		if err != nil {
			return err
		}
		if err := out.Encode(line{e.Position, e.At, e.Kind, e.Actor, e.ActorName, e.Proposer, e.Door, e.Action, e.Target, e.Subject, e.Request,
			e.Remote, e.Hash}); err != nil {
			return err
		}
	}
	return nil
}
