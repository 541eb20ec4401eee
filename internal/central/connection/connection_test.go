// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/connection"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

// A meeting is a world in which A and B have public profiles.
type meeting struct {
	*centraltest.World
	t    *testing.T
	clk  *clock.Manual
	a, b string // profile ids
}

func each(t *testing.T, test func(*testing.T, *meeting)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := centraltest.New(t, db, clk)
		test(t, &meeting{w, t, clk, w.Introduce(w.A, aws).ProfileID, w.Introduce(w.B, aws).ProfileID})
	}, centraltest.Schemas()...)
}

func (m *meeting) invite(who identity.Caller, kind, to string) (account.ConnectionInvitation, error) {
	return m.Connections.Invite(m.t.Context(), who, account.CreateConnectionInvitationRequest{Catalog: aws, ConnectionType: kind,
		Email: "lee@alpha.example", Name: "Lee", Message: "Let us share", ReceiverIdentifier: to}, idempotency.Ticket{})
}

func (m *meeting) invited() string {
	m.t.Helper()
	sent, err := m.invite(m.A.API, account.OpportunityCollaboration, m.b)
	if err != nil {
		m.t.Fatal(err)
	}
	return sent.ID
}

// ends are the ways to bring an invitation to its end, by the status that they lead to.
func (m *meeting) ends() map[string]func(id string) error {
	ctx := m.t.Context()
	at := func(id string) connection.Answer { return connection.Answer{Catalog: aws, ID: id} }
	return map[string]func(id string) error{
		account.InvitationAccepted: func(id string) error {
			_, err := m.Connections.Accept(ctx, m.B.API, at(id), idempotency.Ticket{})
			return err
		},
		account.InvitationRejected: func(id string) error {
			_, err := m.Connections.Reject(ctx, m.B.API, at(id), idempotency.Ticket{})
			return err
		},
		account.InvitationCanceled: func(id string) error {
			_, err := m.Connections.Withdraw(ctx, m.A.API, at(id), idempotency.Ticket{})
			return err
		},
		account.InvitationExpired: func(string) error {
			m.clk.Advance(connection.Validity)
			return m.Jobs.Drain(ctx)
		},
	}
}

func (m *meeting) status(who identity.Caller, id string) string {
	m.t.Helper()
	i, err := m.Connections.Invitation(m.t.Context(), who, aws, id)
	if err != nil {
		m.t.Fatal(err)
	}
	return i.Status
}

func refusedBecause(err error, kind fault.Kind, reason string) bool {
	return fault.Is(err, kind) && fault.Of(err).Reason == reason
}

// active asks what other rooms ask.
func (m *meeting) active(a, b string) (yes bool) {
	m.t.Helper()
	if err := m.DB.View(m.t.Context(), func(tx *sqldb.Tx) (err error) { yes, err = m.Connections.Active(tx, aws, a, b); return err }); err != nil {
		m.t.Fatal(err)
	}
	return yes
}

// events are what an account was told of the Account API, in order, and forgets them.
func (m *meeting) events(acct string) (all []string) {
	m.t.Helper()
	if err := m.DB.InTx(m.t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT detail_type, source, detail FROM event WHERE account_id = ? ORDER BY at_us, id`, acct)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name, source, detail string
			if err := rows.Scan(&name, &source, &detail); err != nil {
				return err
			}
			if source != "aws.partnercentral-account" || !json.Valid([]byte(detail)) {
				m.t.Errorf("%s %s %s", name, source, detail)
			}
			all = append(all, strings.TrimPrefix(name, "Partner Connection "))
		}
		if err := rows.Err(); err != nil {
			return err
		}
		_ = rows.Close()
		_, err = tx.Exec(`DELETE FROM event WHERE account_id = ?`, acct)
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return all
}

// TestAnInvitationEndsOnce walks the whole table: every end, and from every end every other.
func TestAnInvitationEndsOnce(t *testing.T) {
	t.Parallel()
	told := map[string][2][]string{ // to sender and receiver. Source: reference 14.2
		account.InvitationAccepted: {{"Invitation Accepted"}, {"Invitation Received", "Invitation Accepted"}},
		account.InvitationRejected: {{"Invitation Rejected"}, {"Invitation Received"}},
		account.InvitationCanceled: {nil, {"Invitation Received", "Invitation Cancelled"}},
		account.InvitationExpired:  {{"Invitation Expired"}, {"Invitation Expired"}}, // the first event is past its retention by then
	}
	for status := range told {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, m *meeting) {
				id := m.invited()
				m.clk.Advance(time.Second)
				if err := m.ends()[status](id); err != nil {
					t.Fatal(err)
				}
				for _, who := range []identity.Caller{m.A.API, m.B.API} {
					if got := m.status(who, id); got != status {
						t.Errorf("%s sees %s", who.Account, got)
					}
				}
				if a, b := m.events(m.A.Account), m.events(m.B.Account); !slices.Equal(a, told[status][0]) || !slices.Equal(b, told[status][1]) {
					t.Errorf("the sender was told %v, the receiver %v", a, b)
				}
				for next, end := range m.ends() {
					if err := end(id); next != account.InvitationExpired && !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionInvitationState) {
						t.Errorf("then %s: %v", next, err)
					}
				}
				if got := m.status(m.A.API, id); got != status || m.active(m.A.Account, m.B.Account) != (status == account.InvitationAccepted) {
					t.Errorf("it has become %s", got)
				}
				if a, b := m.events(m.A.Account), m.events(m.B.Account); len(a)+len(b) > 0 {
					t.Errorf("refusals told %v %v", a, b)
				}
			})
		})
	}
}

func TestOnlyItsOwnSideEndsAnInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		id, ctx := m.invited(), t.Context()
		stranger := m.Newcomer("333333333333", "Gamma")
		for name, do := range map[string]func(identity.Caller) error{
			"accept": func(c identity.Caller) error {
				_, err := m.Connections.Accept(ctx, c, connection.Answer{Catalog: aws, ID: id}, idempotency.Ticket{})
				return err
			},
			"reject": func(c identity.Caller) error {
				_, err := m.Connections.Reject(ctx, c, connection.Answer{Catalog: aws, ID: id}, idempotency.Ticket{})
				return err
			},
			"withdraw": func(c identity.Caller) error {
				_, err := m.Connections.Withdraw(ctx, c, connection.Answer{Catalog: aws, ID: id}, idempotency.Ticket{})
				return err
			},
		} {
			wrong := m.A.API
			if name == "withdraw" {
				wrong = m.B.API
			}
			if err := do(wrong); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s by the wrong side: %v", name, err)
			}
			if err := do(stranger.API); !refusedBecause(err, fault.NotFound, account.ConnectionInvitationNotFound) {
				t.Errorf("%s by a stranger: %v", name, err)
			}
			for _, role := range []identity.Caller{m.A.User, m.A.Admin, m.Reviewer, {}} {
				if err := do(role); !fault.Is(err, fault.AccessDenied) {
					t.Errorf("%s by %q: %v", name, role.Role, err)
				}
			}
		}
		if m.status(m.B.API, id) != account.InvitationPending {
			t.Error("the invitation has moved")
		}
	})
}

func TestOfTwoAnswersAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		id := m.invited()
		ends := m.ends()
		errs := make([]error, 3)
		var all sync.WaitGroup
		for n, status := range []string{account.InvitationAccepted, account.InvitationRejected, account.InvitationCanceled} {
			all.Go(func() { errs[n] = ends[status](id) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionInvitationState) {
				t.Error(err)
			}
		}
		if won != 1 || m.active(m.A.Account, m.B.Account) != (m.status(m.A.API, id) == account.InvitationAccepted) {
			t.Errorf("%d answers counted: %v", won, errs)
		}
	})
}

func TestOnePairHasOnePendingInvitationOfAType(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		errs := make([]error, 6)
		var all sync.WaitGroup
		for n := range errs {
			all.Go(func() {
				if n%2 == 0 {
					_, errs[n] = m.invite(m.A.API, account.OpportunityCollaboration, m.b)
				} else {
					_, errs[n] = m.invite(m.B.API, account.OpportunityCollaboration, m.a)
				}
			})
		}
		all.Wait()
		sent := 0
		for _, err := range errs {
			if err == nil {
				sent++
			} else if !refusedBecause(err, fault.Conflict, account.DuplicateConnectionInvitation) {
				t.Error(err)
			}
		}
		if sent != 1 {
			t.Errorf("%d invitations are pending", sent)
		}
		// One whose time is over stands in nobody's way, even before its job has run.
		m.clk.Advance(connection.Validity)
		m.invited()
		if a := m.events(m.A.Account); !slices.Contains(a, "Invitation Expired") {
			t.Errorf("the sender was told %v", a)
		}
	})
}

func TestAConnectionHoldsSeveralTypesAndEndsByEitherSide(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		if err := m.ends()[account.InvitationAccepted](m.invited()); err != nil {
			t.Fatal(err)
		}
		sub, err := m.invite(m.A.API, account.Subsidiary, m.B.Account)
		if err != nil {
			t.Fatal(err)
		}
		both, err := m.Connections.Accept(ctx, m.B.API, connection.Answer{Catalog: aws, ID: sub.ID}, idempotency.Ticket{})
		if err != nil || len(both.Connection.ConnectionTypes) != 2 {
			t.Fatalf("%+v %v", both, err)
		}
		id := both.Connection.ID
		if again, _ := m.Connections.Invitation(ctx, m.A.API, aws, sub.ID); again.ConnectionID == nil || *again.ConnectionID != id {
			t.Errorf("%+v", again)
		}
		m.events(m.A.Account)
		m.events(m.B.Account)
		m.clk.Advance(time.Minute)
		cancel := func(who identity.Caller, kind string) error {
			_, err := m.Connections.Cancel(ctx, who, account.CancelConnectionRequest{Catalog: aws, Identifier: id, ConnectionType: kind}, idempotency.Ticket{})
			return err
		}
		if err := cancel(m.B.API, account.OpportunityCollaboration); err != nil {
			t.Fatal(err)
		}
		if a, b := m.events(m.A.Account), m.events(m.B.Account); !slices.Equal(a, []string{"Cancelled"}) || b != nil {
			t.Errorf("told %v %v", a, b)
		}
		if err := cancel(m.A.API, account.OpportunityCollaboration); !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionState) {
			t.Errorf("cancelled twice: %v", err)
		}
		seen, err := m.Connections.Get(ctx, m.A.API, aws, id)
		collaboration, subsidiary := seen.ConnectionTypes[account.OpportunityCollaboration], seen.ConnectionTypes[account.Subsidiary]
		if err != nil || collaboration.Status != account.ConnectionCanceled || *collaboration.CanceledBy != m.B.Account || subsidiary.Status != account.ConnectionActive ||
			m.active(m.A.Account, m.B.Account) || m.active(m.B.Account, m.A.Account) {
			t.Errorf("%+v %v", seen, err)
		}
		// Connecting again takes a new invitation, and keeps the id.
		if err := m.ends()[account.InvitationAccepted](m.invited()); err != nil {
			t.Fatal(err)
		}
		seen, err = m.Connections.Get(ctx, m.B.API, aws, id)
		if again := seen.ConnectionTypes[account.OpportunityCollaboration]; err != nil || again.Status != account.ConnectionActive || again.CanceledBy != nil || again.CanceledAt != nil ||
			!m.active(m.A.Account, m.B.Account) {
			t.Errorf("%+v %v", seen, err)
		}
	})
}

func TestASubsidiaryNeedsNoProfile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		child := m.Newcomer("333333333333", "Gamma Seller")
		for to, reason := range map[string]string{"999999999999": account.ReceiverProfileNotFound, m.b: account.ReceiverProfileNotFound} {
			if _, err := m.invite(m.A.API, account.Subsidiary, to); !refusedBecause(err, fault.NotFound, reason) {
				t.Errorf("%s: %v", to, err)
			}
		}
		if _, err := m.invite(child.API, account.Subsidiary, m.A.Account); !refusedBecause(err, fault.NotFound, account.SenderProfileNotFound) {
			t.Error(err)
		}
		sent, err := m.invite(m.A.API, account.Subsidiary, child.Account)
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := m.Connections.Invitation(ctx, child.API, aws, sent.ID); err != nil || seen.OtherParticipantIdentifier != m.a || seen.ParticipantType != account.Receiver {
			t.Errorf("%+v %v", seen, err)
		}
		out, err := m.Connections.Accept(ctx, child.API, connection.Answer{Catalog: aws, ID: sent.ID}, idempotency.Ticket{})
		if err != nil {
			t.Fatal(err)
		}
		parent, err := m.Connections.Get(ctx, m.A.API, aws, out.Connection.ID)
		if err != nil || parent.ConnectionTypes[account.Subsidiary].OtherParticipant.Account.Name != "Gamma Seller" ||
			out.Connection.ConnectionTypes[account.Subsidiary].OtherParticipant.PartnerProfile.Name != m.A.Name {
			t.Errorf("%+v %+v %v", parent, out, err)
		}
		if m.active(m.A.Account, child.Account) {
			t.Error("a subsidiary shares opportunities without a collaboration")
		}
	})
}

func TestPreferencesSayWhoMayInvite(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		prefer := func(who identity.Caller, revision int64, access string, excluded ...string) error {
			_, err := m.Connections.Prefer(ctx, who, account.UpdateConnectionPreferencesRequest{Catalog: aws, Revision: revision, AccessType: access, ExcludedParticipantIdentifiers: excluded})
			return err
		}
		try := func(want bool, why string) {
			t.Helper()
			sent, err := m.invite(m.A.API, account.OpportunityCollaboration, m.b)
			if want != (err == nil) || err != nil && !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionInvitationReceiver) {
				t.Errorf("%s: %v", why, err)
			}
			if err == nil {
				if err := m.ends()[account.InvitationCanceled](sent.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		try(true, "nobody prefers anything")
		for _, step := range []struct {
			who      identity.Caller
			revision int64
			access   string
			excluded []string
			may      bool
		}{
			{m.B.API, 1, account.DenyAll, nil, false},
			{m.B.API, 2, account.AllowByDefaultDenySome, []string{"pprofile-0000000000000"}, true},
			{m.B.API, 3, account.AllowByDefaultDenySome, []string{m.a}, false},
			{m.B.API, 4, account.AllowByDefaultDenySome, []string{m.A.Account}, false},
			{m.B.API, 5, account.AllowAll, nil, true},
			{m.A.API, 1, account.DenyAll, nil, true}, // the sender itself lets nobody in, and may invite
			{m.A.API, 2, account.AllowByDefaultDenySome, []string{m.b}, false},
			{m.A.API, 3, account.AllowByDefaultDenySome, nil, true},
		} {
			if err := prefer(step.who, step.revision, step.access, step.excluded...); err != nil {
				t.Fatalf("%+v: %v", step, err)
			}
			try(step.may, fmt.Sprintf("%s prefers %s %v", step.who.Account, step.access, step.excluded))
		}
		for _, stale := range []int64{0, 1, 5, 7} {
			if err := prefer(m.B.API, stale, account.DenyAll); !refusedBecause(err, fault.Conflict, account.IncompatibleConnectionPreferencesRevision) {
				t.Errorf("revision %d: %v", stale, err)
			}
		}
		if err := prefer(m.B.API, 6, account.AllowByDefaultDenySome, m.a, m.a); !fault.Is(err, fault.BusinessInvalid) {
			t.Error(err)
		}
		// Connections that exist stay.
		if err := m.ends()[account.InvitationAccepted](m.invited()); err != nil {
			t.Fatal(err)
		}
		if err := prefer(m.B.API, 6, account.DenyAll); err != nil || !m.active(m.A.Account, m.B.Account) {
			t.Error(err)
		}
		var first, second error
		var all sync.WaitGroup
		all.Go(func() { first = prefer(m.B.API, 7, account.AllowAll) })
		all.Go(func() { second = prefer(m.B.API, 7, account.DenyAll) })
		all.Wait()
		if (first == nil) == (second == nil) {
			t.Errorf("of two changes of one revision: %v, %v", first, second)
		}
	})
}

func TestInvitationsOfADayAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		again := func(want string) {
			t.Helper()
			sent, err := m.invite(m.A.API, account.OpportunityCollaboration, m.b)
			if got := reasonOf(err); got != want {
				t.Fatalf("%s, want %s (%v)", got, want, err)
			}
			if err == nil {
				if err := m.ends()[account.InvitationCanceled](sent.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 50 {
			again("")
		}
		again(account.LimitExceededNumberOfConnectionInvitationPerDay)
		m.clk.Advance(24 * time.Hour)
		again("")
	})
}

func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Reason
}

func TestOpenInvitationsAndConnectionsAreLimited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		id := m.invited()
		fillUp := func(table, columns, values string) {
			t.Helper()
			if err := m.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
				for n := range 1000 {
					if _, err := tx.Exec(`INSERT INTO `+table+` `+columns+` VALUES `+values, fmt.Sprintf("x%012d", n), fmt.Sprintf("%012d", n), []byte{}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		fillUp("partner_connection_type", "(account_id, catalog, connection, type, other_account, status, inviter, created_us, canceled_by)",
			"('"+m.A.Account+"', 'AWS', ?, 'SUBSIDIARY', ?, 'ACTIVE', ?, 1, '')")
		if err := m.ends()[account.InvitationAccepted](id); reasonOf(err) != account.LimitExceededNumberOfActiveConnection {
			t.Errorf("the 1001st connection is accepted: %v", err)
		}
		if err := m.ends()[account.InvitationCanceled](id); err != nil {
			t.Fatal(err)
		}
		if _, err := m.invite(m.A.API, account.OpportunityCollaboration, m.b); reasonOf(err) != account.LimitExceededNumberOfActiveConnection {
			t.Errorf("an invitation that could not be accepted: %v", err)
		}
		fillUp("connection_invitation", "(account_id, catalog, id, other_account, letter, role, other_id, type, status, connection, created_us, updated_us, expires_us)",
			"('"+m.A.Account+"', 'AWS', ?, ?, ?, 'SENDER', '', 'SUBSIDIARY', 'PENDING', '', 1, 1, 1)")
		if _, err := m.invite(m.A.API, account.OpportunityCollaboration, m.b); reasonOf(err) != account.LimitExceededNumberOfOpenConnectionInvitation {
			t.Errorf("the 1001st open invitation: %v", err)
		}
	})
}

func TestARequestSentAgainIsAnsweredAndDoesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		ticket := func(who identity.Caller, operation, request string) idempotency.Ticket {
			return idempotency.Ticket{Account: who.Account, Catalog: aws, Operation: operation, Token: "t", Request: [32]byte{request[0]}}
		}
		send := func(message string) (account.ConnectionInvitation, error) {
			return m.Connections.Invite(ctx, m.A.API, account.CreateConnectionInvitationRequest{Catalog: aws, ConnectionType: account.OpportunityCollaboration,
				Email: "lee@alpha.example", Name: "Lee", Message: message, ReceiverIdentifier: m.b}, ticket(m.A.API, "CreateConnectionInvitation", message))
		}
		answers := make([]account.ConnectionInvitation, 5)
		var all sync.WaitGroup
		for n := range answers {
			all.Go(func() {
				var err error
				if answers[n], err = send("a"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, a := range answers {
			if !reflect.DeepEqual(a, answers[0]) {
				t.Errorf("one request, two answers: %+v %+v", a, answers[0])
			}
		}
		if _, err := send("b"); !fault.Is(err, fault.Conflict) || fault.Of(err).Reason != "" {
			t.Errorf("another request with the token: %v", err)
		}
		accept := func() (account.AcceptConnectionInvitationResponse, error) {
			return m.Connections.Accept(ctx, m.B.API, connection.Answer{Catalog: aws, ID: answers[0].ID}, ticket(m.B.API, "AcceptConnectionInvitation", "a"))
		}
		first, err := accept()
		if err != nil {
			t.Fatal(err)
		}
		if second, err := accept(); err != nil || !reflect.DeepEqual(first, second) {
			t.Errorf("%+v %+v %v", first, second, err)
		}
		if told := m.events(m.B.Account); len(told) != 2 {
			t.Errorf("told %v", told)
		}
		var kept string
		if err := m.DB.View(ctx, func(tx *sqldb.Tx) error {
			return tx.Row(`SELECT answer FROM client_token WHERE operation = 'CreateConnectionInvitation'`).Scan(&kept)
		}); err != nil || strings.Contains(kept, "lee@alpha.example") {
			t.Errorf("the answer lies open in the store: %.80s %v", kept, err)
		}
	})
}

func TestListsArePagedAndFiltered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		ctx := t.Context()
		var others []centraltest.Partner
		for n := range 5 {
			p := m.Newcomer(fmt.Sprintf("33333333333%d", n), fmt.Sprintf("Partner %d", n))
			sent, err := m.invite(m.A.API, account.OpportunityCollaboration, m.Introduce(p, aws).ProfileID)
			if err != nil {
				t.Fatal(err)
			}
			if n < 4 {
				if _, err := m.Connections.Accept(ctx, p.API, connection.Answer{Catalog: aws, ID: sent.ID}, idempotency.Ticket{}); err != nil {
					t.Fatal(err)
				}
			}
			others = append(others, p)
			m.clk.Advance(time.Duration(n%2) * time.Second) // some are made at the same instant
		}
		walk := func(in account.ListConnectionsRequest) (ids []string) {
			t.Helper()
			for in.Catalog, in.MaxResults = aws, 2; ; {
				out, err := m.Connections.List(ctx, m.A.API, in)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range out.ConnectionSummaries {
					ids = append(ids, c.OtherParticipantAccountID)
				}
				if out.NextToken == nil {
					return ids
				}
				in.NextToken = *out.NextToken
			}
		}
		if got := walk(account.ListConnectionsRequest{}); len(got) != 4 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 4 {
			t.Errorf("connections %v", got)
		}
		mine, err := m.Connections.List(ctx, others[0].API, account.ListConnectionsRequest{Catalog: aws})
		if err != nil || len(mine.ConnectionSummaries) != 1 {
			t.Errorf("%+v %v", mine, err)
		}
		if _, err := m.Connections.Cancel(ctx, others[0].API, account.CancelConnectionRequest{Catalog: aws, Identifier: mine.ConnectionSummaries[0].ID,
			ConnectionType: account.OpportunityCollaboration, Reason: "over"}, idempotency.Ticket{}); err != nil {
			t.Fatal(err)
		}
		for filter, want := range map[string]int{"": 3, "OPPORTUNITY_COLLABORATION": 3, "OPPORTUNITY_COLLABORATION:ACTIVE": 3, "OPPORTUNITY_COLLABORATION:CANCELED": 1, "SUBSIDIARY": 0} {
			if got := walk(account.ListConnectionsRequest{ConnectionType: filter}); len(got) != want {
				t.Errorf("%q finds %v", filter, got)
			}
		}
		if got := walk(account.ListConnectionsRequest{OtherParticipantIdentifiers: []string{others[1].Account, "999999999999"}}); !slices.Equal(got, []string{others[1].Account}) {
			t.Errorf("by account %v", got)
		}
		for _, c := range []struct {
			in   account.ListConnectionInvitationsRequest
			want int
		}{
			{account.ListConnectionInvitationsRequest{}, 5}, {account.ListConnectionInvitationsRequest{Status: account.InvitationPending}, 1},
			{account.ListConnectionInvitationsRequest{ParticipantType: account.Receiver}, 0}, {account.ListConnectionInvitationsRequest{ConnectionType: account.Subsidiary}, 0},
			{account.ListConnectionInvitationsRequest{OtherParticipantIdentifiers: []string{m.b}}, 0},
		} {
			seen := map[string]bool{}
			for c.in.Catalog, c.in.MaxResults = aws, 2; ; {
				out, err := m.Connections.Invitations(ctx, m.A.API, c.in)
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range out.ConnectionInvitationSummaries {
					seen[i.ID] = true
				}
				if out.NextToken == nil {
					break
				}
				c.in.NextToken = *out.NextToken
				if _, err := m.Connections.Invitations(ctx, m.B.API, c.in); !fault.Is(err, fault.Invalid) {
					t.Errorf("a token that was lent: %v", err)
				}
			}
			if len(seen) != c.want {
				t.Errorf("%+v finds %d", c.in, len(seen))
			}
		}
		var partners []connection.Partner
		if err := m.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			partners, err = m.Connections.Connected(tx, aws, m.A.Account)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(partners) != 3 || partners[0].Account != others[1].Account || partners[0].Name != others[1].Name || partners[0].ProfileID == "" || partners[0].Connection == "" {
			t.Errorf("%+v", partners)
		}
	})
}

func TestBothSidesAreToldOfAnInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, m *meeting) {
		told := func(c identity.Caller) (all []string) {
			t.Helper()
			p, err := m.Notices.List(t.Context(), c, notice.Query{Size: 10})
			if err != nil {
				t.Fatal(err)
			}
			for i := range p.Items {
				all = append(all, p.Items[i].Text(notice.English, time.UTC).Line)
			}
			return all
		}
		m.invited()
		if got := told(m.B.Lead); len(got) != 1 || !strings.HasPrefix(got[0], m.A.Name+" sent you a connection request.") {
			t.Errorf("the receiver is told %q", got)
		}
		if got := told(m.A.Lead); len(got) != 0 {
			t.Errorf("the sender is told %q", got)
		}
		m.Clock.(*clock.Manual).Advance(connection.Validity)
		if err := m.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a, b := told(m.A.Lead), told(m.B.Lead); len(a) != 1 || !strings.Contains(a[0], m.B.Name) || len(b) != 2 || !strings.Contains(b[0], m.A.Name) {
			t.Errorf("once it has expired the two are told %q and %q", a, b)
		}
	})
}

func TestTheJobKeepsItsName(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	for _, want := range []string{`connection.expire {"account":"","catalog":"","id":""}`, `profile.moderate {"account":"","catalog":"","id":""}`,
		`verification.due {"account":"","type":"","attempt":0}`, `verification.prune {}`} {
		if got := w.Jobs.Kinds(); !slices.Contains(got, want) {
			t.Errorf("kinds %v: a stored %s would not be found any more", got, want)
		}
	}
}
