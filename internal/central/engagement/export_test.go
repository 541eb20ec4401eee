// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

// The queries of the lists, for tests of how the databases run them.
var (
	EngagementsQuery = engagementsQuery
	InvitationsQuery = invitationsQuery
)

// WaitingQueries count what waits for an answer.
var WaitingQueries = []string{waitingFor, waitingOn}
