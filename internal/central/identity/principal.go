// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"fmt"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity/policy"
)

const iamARN = "arn:aws:iam::"

// arn is how AWS names a client: as a user of its account.
func (c Client) arn() string { return iamARN + c.Account + ":user/" + userName(c.Name) }

// userID is AWS's unique id of the user that a client is: 21 characters, of which the last are the chance in our own id.
func (c Client) userID() string { return userID + c.ID[max(0, len(c.ID)-17):] }

// userName is a client's name as the name of an IAM user, which takes fewer characters.
func userName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("_+=,.@-", r):
			return r
		}
		return '-'
	}, name)
}

// Decide asks the caller's policies about a request. A caller without an access key has none, and may do nothing here.
func (c Caller) Decide(r policy.Request) policy.Verdict {
	if c.grant == nil {
		var nothing policy.Grant
		return nothing.Decide(r)
	}
	if c.grant.Asks("aws:") {
		if r.Keys == nil {
			r.Keys = policy.Keys{}
		}
		c.put(r.Keys)
	}
	return c.grant.Decide(r)
}

// AsksFor says whether a policy of the caller has a condition on a key, or on one of a family such as aws:ResourceTag/.
func (c Caller) AsksFor(key string) bool { return c.grant != nil && c.grant.Asks(key) }

// put adds what a request says of who sends it. Source: IAM user guide, "Global condition context keys".
func (c Caller) put(k policy.Keys) {
	k.Put(policy.KeyPrincipalAccount, c.Account)
	k.Put(policy.KeyUserID, c.UserID)
	k.Put(policy.KeyRegion, selling.Region)
	k.Put(policy.KeyViaService, "false")
	if c.session {
		k.Put(policy.KeyMFA, "false") // nobody gives a code here; a lasting key's request does not have the key
	}
	if c.role != "" {
		k.Put(policy.KeyPrincipalARN, c.role)
		k.Put(policy.KeyPrincipalType, "AssumedRole")
		return
	}
	k.Put(policy.KeyPrincipalARN, c.ARN)
	k.Put(policy.KeyPrincipalType, "User")
	k.Put(policy.KeyUserName, userName(c.Name))
}

// Unauthorized is AWS's sentence about a request that policies do not allow.
func (c Caller) Unauthorized(r policy.Request, v policy.Verdict) error {
	return fault.Denied(fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s %s", c.ARN, r.Action, r.Resource, v.Because))
}
