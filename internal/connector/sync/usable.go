// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"maps"
	"regexp"
	gosync "sync"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/jobq"
)

const (
	trustedActive = 5 * time.Minute  // how long a solution that was active counts as active
	trustedOther  = 10 * time.Second // how long any other answer holds: somebody may be mending it
	activeState   = "Active"
)

// wellFormed is what AWS takes as the identifier of a solution.
var wellFormed = regexp.MustCompile(`^S-[0-9]{1,19}$`)

// solutions remembers for a while how the partners' solutions stand at AWS.
type solutions struct {
	mu    gosync.Mutex
	known map[string]map[string]solution // by account and identifier
}

type solution struct {
	state string // as AWS names it; "" for one that is not the partner's
	at    time.Time
}

// remembered are the states that still count, and the identifiers about which AWS must be asked.
func (s *solutions) remembered(account string, ids []string, now time.Time) (states map[string]string, ask []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	states = map[string]string{}
	for _, id := range ids {
		k, known := s.known[account][id]
		trust := trustedOther
		if k.state == activeState {
			trust = trustedActive
		}
		if !known || now.Sub(k.at) >= trust {
			ask = append(ask, id)
			continue
		}
		states[id] = k.state
	}
	return states, ask
}

func (s *solutions) remember(account string, states map[string]string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[string]map[string]solution{}
	}
	if s.known[account] == nil {
		s.known[account] = map[string]solution{}
	}
	for id, state := range states {
		s.known[account][id] = solution{state, now}
	}
}

// forget has AWS asked anew: what it refuses may be what is remembered wrongly.
func (s *solutions) forget(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, account)
}

// solutionState tells how the solutions of a plan stand. It is nil when AWS does not say: then AWS itself refuses what it
// must, and the record is not held back over a question that nobody answered.
func (w *work) solutionState(ctx context.Context, p plan.Plan) func(id string) string {
	if len(p.Solutions) == 0 || !p.Ties() {
		return nil
	}
	account := w.tenant.Account
	var ids []string
	for _, id := range p.Solutions {
		if wellFormed.MatchString(id) {
			ids = append(ids, id)
		}
	}
	states, ask := w.solutions.remembered(account, ids, w.Clock.Now())
	if len(ask) > 0 {
		asked, err := w.askForSolutions(ctx, ask)
		if err != nil {
			return nil
		}
		w.solutions.remember(account, asked, w.Clock.Now())
		maps.Copy(states, asked)
	}
	return func(id string) string {
		if !wellFormed.MatchString(id) {
			return activeState // that it is none at all is for the rule about identifiers to say
		}
		return states[id]
	}
}

// askForSolutions asks AWS about solutions by their identifiers. One that it does not list is not the partner's.
func (w *work) askForSolutions(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		out[id] = ""
	}
	for token := ""; ; {
		at, wait, err := w.Ledger.Reserve(ctx, w.key.Account, ledger.Reads, w.class, w.Patience)
		if err == nil && wait > 0 {
			err = jobq.Snooze{For: wait}
		}
		if err == nil {
			err = w.sleep(ctx, at)
		}
		if err != nil {
			return nil, err
		}
		page, err := w.tenant.Remote.Solutions(ctx, selling.ListSolutionsRequest{Identifier: ids, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range page.SolutionSummaries {
			if _, wanted := out[s.ID]; wanted {
				out[s.ID] = s.Status
			}
		}
		if page.NextToken == nil || *page.NextToken == "" {
			return out, nil
		}
		token = *page.NextToken
	}
}
