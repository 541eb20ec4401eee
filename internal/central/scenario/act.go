// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// An Act is one action of a scenario, done at once: what somebody does from a terminal who plays AWS or a partner.
type Act struct {
	As, Do      string // ids of an actor and of an action
	Account     string // the partner that it is about, or that acts
	Catalog     string // empty: AWS
	Opportunity string // identifier, empty for none
	Entity      string // identifier of an invitation or a connection, empty for none
	Given       Given
}

// Acted is what an action has made; empty is nothing.
type Acted struct{ Opportunity, Entity string }

// Act does an action of scenarios at once.
func (r *Room) Act(ctx context.Context, c identity.Caller, in Act) (Acted, error) {
	if err := enter(c); err != nil {
		return Acted{}, err
	}
	act := actionOf(in.Do)
	if broken := in.wrong(act); len(broken) > 0 {
		return Acted{}, fault.Malformed(broken...)
	}
	l := line{actor: in.As, subject: subject{Key: opportunity.Key{Account: in.Account, Catalog: cmp.Or(in.Catalog, selling.CatalogAWS),
		Number: opportunity.ParseID(in.Opportunity)}, entity: in.Entity}}
	who, err := r.player(ctx, l)
	if err != nil {
		return Acted{}, err
	}
	if err := act.suits(l.subject); err != nil {
		return Acted{}, err
	}
	m, err := act.do(ctx, r, part{as: who, key: l.Key, entity: l.entity, given: in.Given, once: rand.Text(),
		finish: func(*sqldb.Tx, made) error { return nil }})
	if err != nil {
		return Acted{}, err
	}
	out := Acted{Entity: m.entity}
	if m.number != 0 {
		out.Opportunity = opportunity.Key{Number: m.number}.ID()
	}
	return out, nil
}

// wrong is what an action cannot be done with.
func (in Act) wrong(act *action) (broken []catalogue.Violation) {
	refuse := func(field, value string, of []string) {
		list := strings.Join(of, ", ")
		broken = append(broken, catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: "scenario-act",
			Value: catalogue.Shown(value, false), Message: field + " is not one of those that there are", MessageJA: field + " が選択肢にありません。",
			FixEN: "Choose from " + list + ".", FixJA: list + " から選択してください。"})
	}
	if act == nil {
		refuse("do", in.Do, actionIDs())
		return broken
	}
	if !slices.Contains(act.by, in.As) || in.As == other {
		refuse("as", in.As, slices.DeleteFunc(slices.Clone(act.by), func(id string) bool { return id == other }))
	}
	for _, key := range act.needs {
		if !in.Given.has(key) {
			broken = append(broken, catalogue.Violation{Field: key, Path: key, At: key, Code: catalogue.RequiredFieldMissing, Rule: "scenario-act",
				Message: act.id + " needs a " + key, MessageJA: act.id + " には " + key + " が必要です。", FixEN: "Add " + key + ".", FixJA: key + " を追加してください。"})
		}
	}
	for _, f := range []struct{ key, value string }{{keyReason, in.Given.Reason}, {keyStatus, in.Given.Status}, {keyStage, in.Given.Stage}, {keyLostReason, in.Given.LostReason}} {
		if of := act.mayBe(f.key); f.value != "" && len(of) > 0 && !slices.Contains(of, f.value) {
			refuse(f.key, f.value, of)
		}
	}
	return broken
}

// has says whether something is given: keys are those of the stored form, which leaves out what is empty.
func (g Given) has(key string) bool {
	text, err := json.Marshal(g)
	var all map[string]json.RawMessage
	if err != nil || json.Unmarshal(text, &all) != nil {
		return false
	}
	_, given := all[key]
	return given
}
