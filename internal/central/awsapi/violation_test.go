// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/central/awsapi"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// TestWhateverTheModelForbidsIsRefusedAtItsFieldAndStoresNothing makes of AWS's models, for every operation of both APIs, a
// request with every member, and then breaks one member after the other in every way that the model knows.
func TestWhateverTheModelForbidsIsRefusedAtItsFieldAndStoresNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		before := rowCounts(t, d.DB)
		for _, s := range []struct {
			model   string
			service awsjson.Service
			check   func(operation string, d doc.Doc) []catalogue.Violation
			fields  func(e *awsjson.Error) []string
		}{
			{"partnercentral-selling", d.service, catalogue.CheckRequest, listed},
			{"partnercentral-account", accountapi.Service(&accountapi.Rooms{Verifications: d.Verifications, Profiles: d.Profiles, Connections: d.Connections}),
				catalogue.Account.Check, detailed},
		} {
			model, tried := readModel(t, s.model), 0
			for _, operation := range slices.Sorted(maps.Keys(model.Operations)) {
				sound, _ := model.sound(model.Operations[operation].Input.Shape).(doc.Doc)
				if found := s.check(operation, sound); len(found) > 0 {
					t.Errorf("%s refuses a request of the model: %s at %s, %s", operation, found[0].Code, found[0].At, doc.Append(nil, sound))
					continue
				}
				for _, v := range model.violations(operation) {
					tried++
					_, err := s.service.Operations[operation](awsapi.WithCaller(context.Background(), d.A.API), v.request)
					e, said := errors.AsType[*awsjson.Error](err)
					want := v.field + " " + v.code
					if !said || e.Type != "ValidationException" || e.Status != 400 || e.Reason != awsjson.RequestValidationFailed || !slices.Contains(s.fields(e), want) {
						t.Errorf("%s, %s at %s: %v %v, want %s", operation, v.what, v.field, err, fieldsOf(e, s.fields), want)
					}
				}
			}
			if tried < 300 {
				t.Errorf("of %s only %d violations were made", s.model, tried)
			}
		}
		if after := rowCounts(t, d.DB); !maps.Equal(before, after) {
			t.Errorf("refused requests changed the number of rows: %v, then %v", before, after)
		}
	})
}

func fieldsOf(e *awsjson.Error, fields func(*awsjson.Error) []string) []string {
	if e == nil {
		return nil
	}
	return fields(e)
}

// listed are the broken fields of an error as the Selling API lists them.
func listed(e *awsjson.Error) (all []string) {
	for _, f := range e.List {
		all = append(all, f.FieldName+" "+f.Code)
	}
	return all
}

// sameThere is how the Account API calls what it has no code of its own for.
var sameThere = map[string][]string{"INVALID_VALUE": {"NOT_ENOUGH_VALUES", "VALUE_OUT_OF_RANGE"}}

// detailed are the broken fields of an error as the Account API details them, under their codes in the Selling API too.
func detailed(e *awsjson.Error) (all []string) {
	for _, f := range e.Details {
		if f.Field == nil {
			continue
		}
		all = append(all, f.Field.Name+" "+f.Field.Code)
		for _, code := range sameThere[f.Field.Code] {
			all = append(all, f.Field.Name+" "+code)
		}
	}
	return all
}

// tables are those of every room that a request could write to.
var tables = []string{"account_partner", "allowance_use", "client_token", "connection_invitation", "connection_preference", "email_code", "engagement",
	"engagement_context", "engagement_invitation", "engagement_member", "engagement_referral", "engagement_resource", "event", "job", "opportunity",
	"opportunity_aws", "opportunity_history", "opportunity_offer", "partner_connection", "partner_connection_type", "partner_domain", "partner_tag",
	"profile_task", "prospecting_engagement", "prospecting_task", "resource_snapshot", "resource_snapshot_job", "resource_tags", "selling_settings", "task",
	"verification"}

// rowCounts counts what is stored.
func rowCounts(t *testing.T, db *sqldb.DB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		for _, table := range tables {
			var n int
			if err := tx.Row(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			counts[table] = n
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return counts
}
