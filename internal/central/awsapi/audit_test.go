// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/audit"
	"cosell/internal/clock"
)

func TestACallThatChangesSomethingIsAuditedAndOneThatReadsIsNot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		id := doc.Text(d.must(d.A.API, "CreateOpportunity", complete(t, "one")), "Id")
		d.must(d.A.API, "GetOpportunity", fill(`{"Catalog":"AWS","Identifier":"{1}"}`, id))
		if _, fault := d.call(d.A.API, "AssociateOpportunity", fill(`{"Catalog":"AWS","OpportunityIdentifier":"{1}","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-0000000"}`, id)); fault == nil {
			t.Fatal("a solution that does not exist was associated")
		}
		got, _, err := d.Audit.Page(t.Context(), d.A.Lead, audit.Query{Size: 10})
		if err != nil || len(got) != 1 {
			t.Fatalf("%d entries, %v", len(got), err)
		}
		if e := got[0]; e.Action != "CreateOpportunity" || e.Door != audit.DoorAPI || e.Kind != "api" || e.Actor != d.A.Key.ID ||
			e.Subject != selling.OpportunityARN(d.A.Account, "AWS", id) {
			t.Errorf("%+v", e)
		}
	})
}
