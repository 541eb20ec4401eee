// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// Associate ties an entity to an opportunity. One that is tied already stays so, and nothing changes.
func (r *Room) Associate(ctx context.Context, c identity.Caller, in selling.AssociateOpportunityRequest, along ...With) (*Record, error) {
	return r.relate(ctx, c, in, ActionAssociate, tied(in.RelatedEntityIdentifier), along)
}

// tied is a list with one entity more; nil when it is there already.
func tied(entity string) func(have []string) ([]string, error) {
	return func(have []string) ([]string, error) {
		if slices.Contains(have, entity) {
			return nil, nil
		}
		return append(have, entity), nil
	}
}

// Disassociate unties an entity from an opportunity. One that is not tied is not found.
func (r *Room) Disassociate(ctx context.Context, c identity.Caller, in selling.AssociateOpportunityRequest, along ...With) (*Record, error) {
	return r.relate(ctx, c, in, ActionDisassociate, untied(in.RelatedEntityIdentifier), along)
}

// untied is a list without an entity; one that is not in it is not found.
func untied(entity string) func(have []string) ([]string, error) {
	return func(have []string) ([]string, error) {
		i := slices.Index(have, entity)
		if i < 0 {
			return nil, fault.Missing()
		}
		return slices.Delete(have, i, i+1), nil
	}
}

// relate changes the list of one type of entity; a nil list leaves it.
func (r *Room) relate(ctx context.Context, c identity.Caller, in selling.AssociateOpportunityRequest, action string,
	change func(have []string) ([]string, error), along []With) (*Record, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	k, err := key(c, in.Catalog, in.OpportunityIdentifier)
	if err != nil {
		return nil, err
	}
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		after, broken, err := r.related(ctx, c, before, in, change)
		if after == nil || err != nil {
			return step{}, err
		}
		if len(broken) > 0 {
			return step{}, fault.Broken(broken...)
		}
		return step{action: action, after: after, also: append(offers(before, after), along...)}, nil
	})
}

// related is a record with the changed list of one type of entity, and what is wrong with it; nil when the list stays.
func (r *Room) related(ctx context.Context, c identity.Caller, before *Record, in selling.AssociateOpportunityRequest,
	change func(have []string) ([]string, error)) (*Record, []catalogue.Violation, error) {
	list, err := change(before.Related(in.RelatedEntityType))
	if list == nil || err != nil {
		return nil, nil, err
	}
	after := before.clone()
	after.setRelated(in.RelatedEntityType, list)
	q := r.ask(ctx, c, rule.OnAssociate, before, after)
	q.normalize(after)
	broken, err := q.broken()
	return after, broken, err
}

func (r *Record) setRelated(kind string, list []string) {
	entries := make([]any, len(list))
	for i, id := range list {
		entries[i] = id
	}
	doc.Set(r.Doc, relatedPath+"."+kind, entries)
}

// offers keeps the book of which opportunity has which Marketplace offer.
func offers(before, after *Record) []With {
	had := append(before.Related(rule.MPOffers), before.Related(rule.MPOfferSets)...)
	has := append(after.Related(rule.MPOffers), after.Related(rule.MPOfferSets)...)
	if slices.Equal(had, has) {
		return nil
	}
	return []With{func(tx *sqldb.Tx, rec *Record) error {
		for _, offer := range had {
			if slices.Contains(has, offer) {
				continue
			}
			if _, err := tx.Exec(`DELETE FROM opportunity_offer WHERE account_id = ? AND catalog = ? AND offer = ?`,
				rec.Account, rec.Catalog, offer); err != nil {
				return err
			}
		}
		for _, offer := range has {
			if slices.Contains(had, offer) {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO opportunity_offer (account_id, catalog, offer, number) VALUES (?, ?, ?, ?)`,
				rec.Account, rec.Catalog, offer, rec.Number); err != nil {
				return err
			}
		}
		return nil
	}}
}

// ownMarketplace says whether a Marketplace entity belongs to an account, which its ARN tells.
func ownMarketplace(arn, account string) bool {
	parts := strings.SplitN(arn, ":", 6)
	return len(parts) == 6 && parts[4] == account
}

// Assign gives an opportunity to a user of the partner, as its owner or as its account manager.
func (r *Room) Assign(ctx context.Context, c identity.Caller, in selling.AssignOpportunityRequest, along ...With) (*Record, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	k, err := key(c, in.Catalog, in.Identifier)
	if err != nil {
		return nil, err
	}
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		after, broken, err := r.assigned(ctx, c, before, in.Assignee)
		if err != nil {
			return step{}, err
		}
		if len(broken) > 0 {
			return step{}, fault.Broken(broken...)
		}
		return step{action: ActionAssign, after: after, also: along}, nil
	})
}

// assigned is a record in other hands, and what is wrong with that.
func (r *Room) assigned(ctx context.Context, c identity.Caller, before *Record, to selling.Assignee) (*Record, []catalogue.Violation, error) {
	user, found, err := r.colleague(ctx, c, to.Email)
	if err != nil {
		return nil, nil, err
	}
	after := before.clone()
	q := r.ask(ctx, c, rule.OnAssign, before, after)
	q.Assignee = &rule.Assignee{Email: to.Email, BusinessTitle: to.BusinessTitle, MayUseACE: found}
	broken, err := q.broken()
	if err != nil || len(broken) > 0 {
		return after, broken, err
	}
	// Names are those of the user's profile, whatever the request says.
	if to.BusinessTitle == ownerTitle {
		after.own(user)
	} else {
		after.seat(doc.Doc{"BusinessTitle": to.BusinessTitle, "Email": user.Email, "FirstName": user.FirstName, "LastName": user.LastName})
	}
	return after, nil, nil
}

func (r *Room) colleague(ctx context.Context, c identity.Caller, email string) (u identity.User, found bool, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		u, found, err = identity.FindOwner(tx, c.Account, email)
		return err
	})
	return u, found, err
}

// Submission hands an opportunity in to AWS.
type Submission struct {
	Catalog     string
	ID          string
	Involvement string
	Visibility  string // empty: Full
	Version     string // the LastModifiedDate that it was decided on; empty: any
}

// Submit hands a draft in, or again a record that AWS asked to be corrected. What comes along is stored with it.
func (r *Room) Submit(ctx context.Context, c identity.Caller, in Submission, along ...With) (*Record, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	k, err := key(c, in.Catalog, in.ID)
	if err != nil {
		return nil, err
	}
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		if err := before.is(in.Version); err != nil {
			return step{}, err
		}
		after, q := r.handing(ctx, c, before, in.Involvement, in.Visibility)
		broken, err := q.broken()
		if err != nil {
			return step{}, err
		}
		if len(broken) > 0 {
			return step{}, fault.Broken(broken...)
		}
		after.handIn(r.Clock.Now())
		return step{action: ActionSubmit, after: after, also: append([]With{ensureSide}, along...)}, nil
	})
}

// handing is a record as it is to be handed in, and the question whether it may be.
func (r *Room) handing(ctx context.Context, c identity.Caller, before *Record, involvement, visibility string) (*Record, *question) {
	after := before.clone()
	after.Involvement = involvement
	if after.Visibility = visibility; visibility == "" {
		after.Visibility = selling.VisibilityFull
	}
	q := r.ask(ctx, c, rule.OnSubmit, before, after)
	q.Change.Involvement, q.Change.Visibility = after.Involvement, after.Visibility
	q.normalize(after)
	return after, q
}

// is refuses a version that is not the record's, given as a LastModifiedDate; an empty one is any.
func (r *Record) is(version string) error {
	if version == "" {
		return nil
	}
	at, err := selling.ParseTimestamp(version)
	if err != nil || !at.Equal(r.Modified) {
		return fault.Stale(r.Locked())
	}
	return nil
}
