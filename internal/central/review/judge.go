// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"strings"

	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

// Judge is what a reviewer decides on a record who goes by the rules alone: what is complete is approved, for the rest the
// partner is asked, in the words of the rules. The decision names the version that it was made on, and is not taken yet.
func (r *Room) Judge(ctx context.Context, c identity.Caller, catalog, id string) (opportunity.Decision, error) {
	f, err := r.Open(ctx, c, catalog, id)
	if err != nil {
		return opportunity.Decision{}, err
	}
	problems, err := r.opportunities.Hints(ctx, identity.System(f.Account, f.Partner), f.Record)
	if err != nil {
		return opportunity.Decision{}, err
	}
	if len(problems) == 0 {
		return opportunity.Decision{Action: opportunity.ActionApprove, Version: f.Locked()}, nil
	}
	says := make([]string, len(problems))
	for i, v := range problems {
		says[i] = v.FixEN
	}
	return opportunity.Decision{Action: opportunity.ActionAsk, Comment: strings.Join(says, " "), Reason: "Other", Version: f.Locked()}, nil
}
