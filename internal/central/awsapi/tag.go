// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"context"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

// kindTagged stands for every resource that can be tagged.
const kindTagged = "opportunity, resource-snapshot-job"

var tagRows = []row{
	{name: "ListTagsForResource", kind: kindTagged, resource: taggedIn, catalog: catalogOfARN, do: listTags},
	{name: "TagResource", kind: kindTagged, resource: taggedIn, catalog: catalogOfARN, do: tagResource},
	{name: "UntagResource", kind: kindTagged, resource: taggedIn, catalog: catalogOfARN, do: untagResource},
}

// taggedIn names the resource whose tags a request is about.
func taggedIn(_, _ string, d doc.Doc) string { return doc.Text(d, "ResourceArn") }

// catalogOfARN is the catalog of a request that says it in an ARN only; none for an ARN of nothing here.
func catalogOfARN(d doc.Doc) string {
	name, _ := selling.ParseARN(doc.Text(d, "ResourceArn"))
	return name.Catalog
}

func tagResource(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Tags.Tag)
}

func untagResource(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Tags.Untag)
}

func listTags(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return serve(ctx, q, r.Tags.List)
}
