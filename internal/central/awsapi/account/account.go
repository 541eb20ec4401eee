// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package account is the door for AWS SDKs to the Account API: each operation is one row, with the use case that it calls.
package account

import (
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/connection"
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/profile"
	"cosell/internal/central/verification"
)

// Rooms are what stands behind the door.
type Rooms struct {
	Verifications *verification.Room
	Profiles      *profile.Room
	Connections   *connection.Room
}

// A row is one operation.
type row struct {
	name string
	on   resource
	keys func(d doc.Doc) map[string]string
	do   door.Handler
}

// Service is the Account API as a server of awsjson takes it.
func Service(r *Rooms) awsjson.Service {
	s := awsjson.Service{Target: account.Target, SigningName: account.SigningName, ErrorNamespace: account.ErrorNamespace,
		Operations: map[string]awsjson.Operation{}}
	for _, row := range r.rows() {
		s.Operations[row.name] = door.Operation{Name: row.name, Check: catalogue.Account.Check, Catalog: catalogOf, Resource: resources[row.on], Keys: row.keys,
			Wire: Wire, Tags: r.Profiles.Labels, Do: row.do}.Serve()
	}
	return s
}

// A resource is a kind of thing that policies may name. Source: reference 15.1.
type resource string

const (
	nothing     resource = ""
	partner     resource = "partner"
	ownARN      resource = "partner by ARN"
	link        resource = "connection"
	invitation  resource = "connection-invitation"
	preferences resource = "connection-preferences"
)

// resources are how each kind is named by a request; nil: the operation acts on no single resource.
var resources = map[resource]func(account, catalog string, d doc.Doc) string{
	nothing: nil,
	partner: func(acct, catalog string, d doc.Doc) string {
		id := doc.Text(d, selling.MemberIdentifier)
		if strings.HasPrefix(id, "arn:") {
			return id
		}
		return account.PartnerARN(acct, catalog, id)
	},
	ownARN: func(_, _ string, d doc.Doc) string { return doc.Text(d, memberResource) },
	link: func(_, catalog string, d doc.Doc) string {
		return account.ConnectionARN(catalog, doc.Text(d, selling.MemberIdentifier))
	},
	invitation: func(_, catalog string, d doc.Doc) string {
		return account.InvitationARN(catalog, doc.Text(d, selling.MemberIdentifier))
	},
	preferences: func(acct, catalog string, _ doc.Doc) string { return account.PreferencesARN(acct, catalog) },
}

// memberResource is the member that names the resource of the operations with tags.
const memberResource = "ResourceArn"

// catalogOf is the catalog of a request: a member, or part of the ARN. Verifications are of the account, in no catalog.
func catalogOf(d doc.Doc) string {
	if catalog := doc.Text(d, selling.MemberCatalog); catalog != "" {
		return catalog
	}
	name, _ := account.ParsePartnerARN(doc.Text(d, memberResource))
	return name.Catalog
}

// verificationKey is the condition key of the type of verification that is asked for.
func verificationKey(d doc.Doc) map[string]string {
	kind := doc.Text(d, "VerificationType")
	switch {
	case doc.Get(d, "VerificationDetails.BusinessVerificationDetails") != nil:
		kind = account.BusinessVerification
	case doc.Get(d, "VerificationDetails.RegistrantVerificationDetails") != nil:
		kind = account.RegistrantVerification
	}
	if kind == "" {
		return nil
	}
	return map[string]string{policy.KeyVerificationType: kind}
}

// A ServedOperation is a line of the coverage page.
type ServedOperation struct {
	Name     string
	Action   string   // what a policy must allow
	Resource string   // what a policy may name; "*" where the operation acts on no single resource
	Keys     []string // condition keys
}

// Served lists the operations whose use cases are here, by name.
func Served() []ServedOperation {
	var all []ServedOperation
	for _, row := range new(Rooms).rows() { // nothing is called, so nobody needs to be in
		if _, refused := refusals[row.name]; refused {
			continue
		}
		o := ServedOperation{Name: row.name, Action: selling.ActionPrefix + row.name, Resource: string(row.on), Keys: []string{policy.KeyCatalog}}
		switch row.on {
		case ownARN:
			o.Resource = string(partner)
		case nothing:
			o.Resource = "*"
		}
		if row.keys != nil {
			o.Keys = []string{policy.KeyVerificationType}
		}
		all = append(all, o)
	}
	return all
}
