// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection_test

import (
	"fmt"
	"sync"
	"testing"

	"cosell/internal/aws/account"
	"cosell/internal/central/connection"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// TestOfManyAnswersAtOnceNoneConnectsBeyondTheLimit has partners accept A's invitations at the same time, while A has room
// for one connection.
func TestOfManyAnswersAtOnceNoneConnectsBeyondTheLimit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ids := map[string]identity.Caller{m.invited(): m.B.API}
		for n := range 4 {
			p := m.Newcomer(fmt.Sprintf("55555555555%d", n), fmt.Sprintf("Partner %d", n))
			sent, err := m.invite(m.A.API, account.OpportunityCollaboration, m.Introduce(p, aws).ProfileID)
			if err != nil {
				t.Fatal(err)
			}
			ids[sent.ID] = p.API
		}
		if err := m.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
			for n := range 999 {
				if _, err := tx.Exec(`INSERT INTO partner_connection_type (account_id, catalog, connection, type, other_account, status, inviter, created_us, canceled_by)
					VALUES (?, 'AWS', ?, 'SUBSIDIARY', ?, 'ACTIVE', ?, 1, '')`, m.A.Account, fmt.Sprintf("x%012d", n), fmt.Sprintf("%012d", n), []byte{}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		connected := 0
		for id, who := range ids {
			all.Go(func() {
				_, err := m.Connections.Accept(t.Context(), who, connection.Answer{Catalog: aws, ID: id}, idempotency.Ticket{})
				mu.Lock()
				defer mu.Unlock()
				switch reasonOf(err) {
				case "":
					connected++
				case account.LimitExceededNumberOfActiveConnection:
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		var n int
		if err := m.DB.Row(t.Context(), `SELECT count(DISTINCT connection) FROM partner_connection_type WHERE account_id = ? AND status = 'ACTIVE'`, m.A.Account).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if connected != 1 || n != 1000 {
			t.Errorf("%d were connected; A has %d connections", connected, n)
		}
	})
}
