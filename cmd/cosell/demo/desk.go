// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"

	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

// reviewer is the first person at the AWS desk.
func (b *Builder) reviewer(ctx context.Context) (identity.Caller, error) {
	users, err := b.Identity.Users(ctx, identity.AWS)
	if err != nil {
		return identity.Caller{}, err
	}
	for _, u := range users {
		if u.Role == identity.AWSReviewer {
			return b.Identity.CallerOf(ctx, u.ID)
		}
	}
	return identity.Caller{}, fmt.Errorf("nobody sits at the AWS desk")
}

// decide does what the AWS desk did.
func (b *Builder) decide(ctx context.Context, k opportunity.Key, s Step) error {
	who, err := b.reviewer(ctx)
	if err != nil {
		return err
	}
	d := opportunity.Decision{Action: s.What}
	switch s.What {
	case opportunity.ActionAsk:
		d.Comment, d.Reason = s.With, "Other"
	case opportunity.ActionReject:
		d.Reason = s.With
	}
	_, err = b.Opportunities.Decide(ctx, who, k, d)
	return err
}
