// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection_test

import (
	"strings"
	"testing"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
)

func TestAConnectionIsNotEndedWithoutAReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		if err := m.ends()[account.InvitationAccepted](m.invited()); err != nil {
			t.Fatal(err)
		}
		mine, err := m.Connections.List(ctx, m.A.API, account.ListConnectionsRequest{Catalog: aws})
		if err != nil || len(mine.ConnectionSummaries) != 1 {
			t.Fatalf("%+v %v", mine, err)
		}
		end := func(reason string) error {
			_, err := m.Connections.Cancel(ctx, m.A.Lead, account.CancelConnectionRequest{Catalog: aws, Identifier: mine.ConnectionSummaries[0].ID,
				ConnectionType: account.OpportunityCollaboration, Reason: reason}, idempotency.Ticket{})
			return err
		}
		for given, rule := range map[string]string{"": "connection-reason", " \n　": "connection-reason", strings.Repeat("終", 257): "connection-reason-length"} {
			err := end(given)
			if f := fault.Of(err); !fault.Is(err, fault.Invalid) || len(f.Violations) != 1 || f.Violations[0].Rule != rule || f.Violations[0].Field != "reason" ||
				f.Violations[0].MessageJA == "" || f.Violations[0].FixEN == "" || f.Violations[0].FixJA == "" {
				t.Errorf("%q: %+v", given, f)
			}
		}
		if !m.active(m.A.Account, m.B.Account) {
			t.Error("what was refused has ended the connection")
		}
		if err := end(strings.Repeat("終", 256)); err != nil || m.active(m.A.Account, m.B.Account) {
			t.Errorf("with a reason: %v", err)
		}
	})
}

func TestARequestThatDoesNotWaitAnyMoreSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		said := map[string]bool{}
		for status, end := range m.ends() {
			id := m.invited()
			if err := end(id); err != nil {
				t.Fatal(err)
			}
			err := m.ends()[account.InvitationRejected](id)
			f := fault.Of(err)
			if !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionInvitationState) || len(f.Violations) != 1 || said[f.Violations[0].Message] ||
				f.Violations[0].MessageJA == "" || f.Violations[0].FixEN == "" || f.Violations[0].FixJA == "" {
				t.Errorf("%s: %+v", status, f)
				continue
			}
			said[f.Violations[0].Message] = true
			if status == account.InvitationAccepted {
				m.disconnect()
			}
		}
		if len(said) != len(m.ends()) {
			t.Errorf("%d of %d ends are told", len(said), len(m.ends()))
		}
	})
}

// disconnect ends the connection of A and B, so that they can ask again.
func (m *meeting) disconnect() {
	m.t.Helper()
	mine, err := m.Connections.List(m.t.Context(), m.A.API, account.ListConnectionsRequest{Catalog: aws})
	if err != nil || len(mine.ConnectionSummaries) != 1 {
		m.t.Fatalf("%+v %v", mine, err)
	}
	if _, err := m.Connections.Cancel(m.t.Context(), m.A.API, account.CancelConnectionRequest{Catalog: aws, Identifier: mine.ConnectionSummaries[0].ID,
		ConnectionType: account.OpportunityCollaboration, Reason: "over"}, idempotency.Ticket{}); err != nil {
		m.t.Fatal(err)
	}
}
