// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cosell/internal/ace/doc"
	wire "cosell/internal/aws/event"
	"cosell/internal/central/event/pattern"
	"cosell/internal/central/identity"
)

// sampleTypes are all detail-types that Partner Central publishes.
var sampleTypes = slices.Concat(wire.Types, wire.AccountTypes)

// A Tried sample is an event of a published detail-type, about records that nobody has, as a pattern judges it.
type Tried struct {
	Type  string
	Event json.RawMessage // the whole envelope
	Taken bool
}

// TestSamples says which of the samples a pattern takes: one event of each published detail-type, as it would reach the account.
func (b *Bus) TestSamples(_ context.Context, who identity.Caller, text, catalog string) ([]Tried, error) {
	if err := look(who); err != nil {
		return nil, err
	}
	var f form
	f.pattern(text)
	if err := f.err(); err != nil {
		return nil, err
	}
	p, err := pattern.Parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("parse the pattern again: %w", err)
	}
	now := b.clock.Now()
	all := make([]Tried, 0, len(sampleTypes))
	for _, detailType := range sampleTypes {
		s, ok := wire.Sample(detailType, wire.Head{Account: who.Account, Catalog: catalog, Time: now})
		if !ok {
			return nil, fmt.Errorf("there is no sample of %s", detailType)
		}
		e := Event{Account: who.Account, Source: s.Source, DetailType: s.DetailType, Resources: s.Resources, Detail: s.Detail}
		n, err := e.note(newID(now), now)
		if err != nil {
			return nil, fmt.Errorf("sample %s: %w", detailType, err)
		}
		t := Tried{Type: detailType}
		if t.Event, err = n.envelope(); err != nil {
			return nil, fmt.Errorf("envelope of the sample %s: %w", detailType, err)
		}
		d, err := doc.Parse(t.Event)
		if err != nil {
			return nil, fmt.Errorf("read the sample %s: %w", detailType, err)
		}
		t.Taken = p.Match(d)
		all = append(all, t)
	}
	return all, nil
}
