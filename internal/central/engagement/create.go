// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"

	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// Create answers CreateEngagement: the caller is its first member.
func (r *Room) Create(ctx context.Context, c identity.Caller, in selling.CreateEngagementRequest, ticket idempotency.Ticket) (out selling.CreateEngagementResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.CreateEngagementResponse, error) {
		var payloads []selling.ContextPayload
		for _, context := range in.Contexts {
			p, broken := proposed("Contexts[].", context.Type, context.Payload)
			if len(broken) > 0 {
				return out, fault.Broken(broken...)
			}
			payloads = append(payloads, p)
		}
		e := &engagement{catalog: in.Catalog, title: in.Title, description: in.Description, creator: c.Account}
		if err := r.start(tx, e, payloads); err != nil {
			return out, err
		}
		return selling.CreateEngagementResponse{Arn: selling.EngagementARN(e.catalog, e.id), ID: e.id, ModifiedAt: stamp(e.modified)}, nil
	})
}

// start makes an engagement with contexts, and tells whoever made it.
func (r *Room) start(tx *sqldb.Tx, e *engagement, payloads []selling.ContextPayload) error {
	if err := r.found(tx, e); err != nil {
		return err
	}
	for _, p := range payloads {
		if _, err := r.addContext(tx, e, p); err != nil {
			return err
		}
	}
	if err := r.heedAll(tx, e); err != nil {
		return err
	}
	return r.tell(tx, e.catalog, e.creator, func(h awsevent.Head) awsevent.Envelope {
		return awsevent.EngagementCreated(h, e.id, e.creator, sqldb.Time(e.created), e.contextTypes())
	})
}

// Get answers GetEngagement.
func (r *Room) Get(ctx context.Context, c identity.Caller, in selling.GetEngagementRequest) (out selling.GetEngagementResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		e, err := find(tx, in.Catalog, in.Identifier, c.Account)
		if err != nil {
			return err
		}
		if err := maySee(tx, c, e.catalog, e.id); err != nil {
			return err
		}
		contexts, err := r.contexts(tx, e)
		if err != nil {
			return err
		}
		out = selling.GetEngagementResponse{Arn: selling.EngagementARN(e.catalog, e.id), Contexts: contexts,
			CreatedAt: stamp(e.created), CreatedBy: e.creator, Description: selling.OrNull(e.description), ID: e.id,
			MemberCount: e.members, ModifiedAt: stamp(e.modified), ModifiedBy: e.modifier, Title: selling.OrNull(e.title)}
		return nil
	})
	return out, err
}
