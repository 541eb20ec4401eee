// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

import "strings"

// TagResourceRequest puts tags on a resource; a key that is there already gets the new value.
type TagResourceRequest struct {
	ResourceArn string `json:"ResourceArn"`
	Tags        []Tag  `json:"Tags"`
}

// UntagResourceRequest takes tags off a resource. Keys that are not there are passed over.
type UntagResourceRequest struct {
	ResourceArn string   `json:"ResourceArn"`
	TagKeys     []string `json:"TagKeys"`
}

// TagsAnswer is the empty answer of TagResource and UntagResource.
type TagsAnswer struct{}

// ListTagsForResourceRequest reads the tags of a resource.
type ListTagsForResourceRequest struct {
	ResourceArn string `json:"ResourceArn"`
}

// ListTagsForResourceResponse are all tags of a resource, by key.
type ListTagsForResourceResponse struct {
	Tags []Tag `json:"Tags"`
}

// A ResourceName is what an ARN of an owned resource says.
type ResourceName struct {
	Account, Catalog string
	Type             string // opportunity, resource-snapshot-job, ...
	ID               string
}

// ParseARN reads the ARN of a resource that an account owns; false for any other text.
func ParseARN(arn string) (ResourceName, bool) {
	rest, ours := strings.CutPrefix(arn, arnHead)
	account, path, cut := strings.Cut(rest, ":catalog/")
	parts := strings.Split(path, "/")
	n := ResourceName{Account: account}
	if !ours || !cut || !AccountID.MatchString(account) || len(parts) != 3 {
		return n, false
	}
	n.Catalog, n.Type, n.ID = parts[0], parts[1], parts[2]
	return n, true
}
