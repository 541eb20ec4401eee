// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"strconv"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
)

// snapshotRows are the operations of snapshots, their jobs and settings.
func (r *Rooms) snapshotRows() []row {
	return []row{
		{name: "CreateResourceSnapshot", resource: engagementIn, do: door.Keeping(r.Snapshots.Create)},
		{name: "CreateResourceSnapshotJob", do: door.Keeping(r.Snapshots.CreateJob)},
		{name: "DeleteResourceSnapshotJob", resource: snapshotJobIn, do: door.Silent(r.Snapshots.DeleteJob)},
		{name: "GetResourceSnapshot", resource: snapshotIn, do: door.Answering(r.Snapshots.Get)},
		{name: "GetResourceSnapshotJob", resource: snapshotJobIn, do: door.Answering(r.Snapshots.Job)},
		{name: "GetSellingSystemSettings", do: door.Answering(r.Snapshots.Settings)},
		{name: "ListEngagementResourceAssociations", do: door.Answering(r.Snapshots.Associations)},
		{name: "ListResourceSnapshotJobs", do: door.Answering(r.Snapshots.ListJobs)},
		{name: "ListResourceSnapshots", do: door.Answering(r.Snapshots.List)},
		{name: "PutSellingSystemSettings", do: door.Answering(r.Snapshots.PutSettings)},
		{name: "StartResourceSnapshotJob", resource: snapshotJobIn, do: door.Silent(r.Snapshots.StartJob)},
		{name: "StopResourceSnapshotJob", resource: snapshotJobIn, do: door.Silent(r.Snapshots.StopJob)},
	}
}

// engagementIn names the engagement that something is published to: what the role of snapshot jobs is given. Source:
// reference 9.6.
func engagementIn(_, catalog string, d doc.Doc) string {
	return selling.EngagementARN(catalog, doc.Text(d, "EngagementIdentifier"))
}

// snapshotIn names the snapshot that a request reads; the latest one is revision 0.
func snapshotIn(_, catalog string, d doc.Doc) string {
	revision, _ := strconv.Atoi(doc.Text(d, "Revision")) // absent: 0
	return selling.SnapshotARN(catalog, doc.Text(d, "EngagementIdentifier"), doc.Text(d, "ResourceIdentifier"),
		doc.Text(d, "ResourceSnapshotTemplateIdentifier"), revision)
}

// snapshotJobIn names the caller's job.
func snapshotJobIn(account, catalog string, d doc.Doc) string {
	return selling.SnapshotJobARN(account, catalog, doc.Text(d, "ResourceSnapshotJobIdentifier"))
}
