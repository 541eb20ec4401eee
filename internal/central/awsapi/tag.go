// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
)

// tagRows are the operations of tags.
func (r *Rooms) tagRows() []row {
	return []row{
		{name: "ListTagsForResource", resource: taggedIn, catalog: catalogOfARN, do: door.Answering(r.Tagging.List)},
		{name: "TagResource", resource: taggedIn, catalog: catalogOfARN, do: door.Answering(r.Tagging.Tag)},
		{name: "UntagResource", resource: taggedIn, catalog: catalogOfARN, do: door.Answering(r.Tagging.Untag)},
	}
}

// taggedIn names the resource whose tags a request is about.
func taggedIn(_, _ string, d doc.Doc) string { return doc.Text(d, "ResourceArn") }

// catalogOfARN is the catalog of a request that says it in an ARN only; none for an ARN of nothing here.
func catalogOfARN(d doc.Doc) string {
	name, _ := selling.ParseARN(doc.Text(d, "ResourceArn"))
	return name.Catalog
}
