// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"cosell/internal/central/awsapi/door"
)

// taskRows are the operations of tasks.
func (r *Rooms) taskRows() []row {
	return []row{
		{name: "GetProspectingFromEngagementTask", do: door.Answering(r.Tasks.GetProspecting)},
		{name: "ListEngagementByAcceptingInvitationTasks", do: door.Answering(r.Tasks.Acceptances)},
		{name: "ListEngagementFromOpportunityTasks", do: door.Answering(r.Tasks.Submissions)},
		{name: "ListOpportunityFromEngagementTasks", do: door.Answering(r.Tasks.Conversions)},
		{name: "ListProspectingFromEngagementTasks", do: door.Answering(r.Tasks.Prospectings)},
		{name: "StartEngagementByAcceptingInvitationTask", resource: invitationIn, do: door.Keeping(r.Tasks.Accept)},
		{name: "StartEngagementFromOpportunityTask", resource: opportunityIn("Identifier"), do: door.Keeping(r.Tasks.Submit)},
		{name: "StartOpportunityFromEngagementTask", resource: engagementNamed("Identifier"), do: door.Keeping(r.Tasks.Convert)},
		{name: "StartProspectingFromEngagementTask", do: door.Keeping(r.Tasks.StartProspecting)},
	}
}
