// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"context"
	"strconv"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
)

// Types of resources that policies may name, beside the opportunity.
const (
	kindEngagement  = "engagement"
	kindSnapshot    = "resource-snapshot"
	kindSnapshotJob = "resource-snapshot-job"
)

var snapshotRows = []row{
	{name: "CreateResourceSnapshot", kind: kindEngagement, resource: engagementIn, do: createSnapshot},
	{name: "CreateResourceSnapshotJob", do: createSnapshotJob},
	{name: "DeleteResourceSnapshotJob", kind: kindSnapshotJob, resource: snapshotJobIn, do: deleteSnapshotJob},
	{name: "GetResourceSnapshot", kind: kindSnapshot, resource: snapshotIn, do: getSnapshot},
	{name: "GetResourceSnapshotJob", kind: kindSnapshotJob, resource: snapshotJobIn, do: getSnapshotJob},
	{name: "GetSellingSystemSettings", do: getSettings},
	{name: "ListEngagementResourceAssociations", do: listAssociations},
	{name: "ListResourceSnapshotJobs", do: listSnapshotJobs},
	{name: "ListResourceSnapshots", do: listSnapshots},
	{name: "PutSellingSystemSettings", do: putSettings},
	{name: "StartResourceSnapshotJob", kind: kindSnapshotJob, resource: snapshotJobIn, do: startSnapshotJob},
	{name: "StopResourceSnapshotJob", kind: kindSnapshotJob, resource: snapshotJobIn, do: stopSnapshotJob},
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

// serve reads a request into its type, has a use case done and writes its answer.
func serve[In, Out any](ctx context.Context, q request, do func(context.Context, identity.Caller, In) (Out, error)) ([]byte, error) {
	in, err := decode[In](q)
	if err != nil {
		return nil, err
	}
	return encode(do(ctx, q.who, in))
}

// perform is serve for an operation without output.
func perform[In, Out any](ctx context.Context, q request, do func(context.Context, identity.Caller, In) (Out, error)) ([]byte, error) {
	in, err := decode[In](q)
	if err != nil {
		return nil, err
	}
	return nothing(do(ctx, q.who, in))
}

func createSnapshot(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, func(ctx context.Context, c identity.Caller, in selling.CreateResourceSnapshotRequest) (selling.CreateResourceSnapshotResponse, error) {
		return r.Snapshots.Create(ctx, c, in, q.ticket("CreateResourceSnapshot"))
	})
}

func createSnapshotJob(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, func(ctx context.Context, c identity.Caller, in selling.CreateResourceSnapshotJobRequest) (selling.CreateResourceSnapshotJobResponse, error) {
		return r.Snapshots.CreateJob(ctx, c, in, q.ticket("CreateResourceSnapshotJob"))
	})
}

func getSnapshot(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.Get)
}

func listSnapshots(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.List)
}

func listAssociations(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.Associations)
}

func getSnapshotJob(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.Job)
}

func listSnapshotJobs(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.ListJobs)
}

func startSnapshotJob(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return perform(ctx, q, r.Snapshots.StartJob)
}

func stopSnapshotJob(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return perform(ctx, q, r.Snapshots.StopJob)
}

func deleteSnapshotJob(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return perform(ctx, q, r.Snapshots.DeleteJob)
}

func getSettings(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.Settings)
}

func putSettings(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Snapshots.PutSettings)
}
