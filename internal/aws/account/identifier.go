// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

import (
	"strings"

	"cosell/internal/aws/selling"
)

// The heads of identifiers; 13 letters or digits follow. Source: reference 2.
const (
	PartnerPrefix     = "partner-"
	ProfilePrefix     = "pprofile-"
	ProfileTaskPrefix = "pprofiletask-"
	ConnectionPrefix  = "pac-"
	InvitationPrefix  = "pacinv-"
	IDLength          = 13
)

// NewID is a new identifier of the Account API, by chance.
func NewID(prefix string) string { return selling.NewID(prefix, IDLength) }

const arnHead = "arn:aws:partnercentral:" + selling.Region + ":"

// PartnerARN names a partner; it holds the account that owns it.
func PartnerARN(account, catalog, id string) string {
	return arnHead + account + ":catalog/" + catalog + "/partner/" + id
}

// PreferencesARN names an account's connection preferences, of which there is one in a catalog.
func PreferencesARN(account, catalog string) string {
	return arnHead + account + ":catalog/" + catalog + "/connection-preferences"
}

// ConnectionARN names a connection. Connections and their invitations belong to two accounts, so the ARN holds none.
func ConnectionARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/connection/" + id
}

// InvitationARN names a connection invitation.
func InvitationARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/connection-invitation/" + id
}

// A PartnerName is a partner as an ARN names it.
type PartnerName struct{ Account, Catalog, ID string }

// ParsePartnerARN reads the ARN of a partner; ok is false for every other text.
func ParsePartnerARN(arn string) (name PartnerName, ok bool) {
	rest, found := strings.CutPrefix(arn, arnHead)
	if !found {
		return PartnerName{}, false
	}
	account, path, _ := strings.Cut(rest, ":")
	parts := strings.Split(path, "/")
	if len(parts) != 4 || parts[0] != "catalog" || parts[2] != "partner" || !selling.AccountID.MatchString(account) ||
		!strings.HasPrefix(parts[3], PartnerPrefix) {
		return PartnerName{}, false
	}
	return PartnerName{account, parts[1], parts[3]}, true
}
