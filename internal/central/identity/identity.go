// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package identity knows who calls: partners, their users and roles, and API clients with access keys and policies.
//
// A partner is known by the AWS account that it linked; that account is the tenant of everything else in Central.
package identity

import (
	"embed"
	"io/fs"
	"slices"

	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "identity", Files: files}
}

// AWS is the account of the AWS desk: reviewers and sellers.
const AWS = "aws"

// A Role is what a user of the portal may do. Callers with an access key have none: their policies decide.
type Role string

// The roles.
const (
	AllianceLead Role = "AllianceLead"
	AllianceTeam Role = "AllianceTeam"
	ACEManager   Role = "ACEManager" // at most MaxACEManagers per partner
	ACEUser      Role = "ACEUser"    // sees only the records that it owns
	CloudAdmin   Role = "CloudAdmin" // links accounts and assigns roles; does not sell
	AWSReviewer  Role = "AWSReviewer"
)

// MaxACEManagers is how many ACE Managers a partner may have. Source: reference 17.
const MaxACEManagers = 20

// Roles are all roles.
var Roles = []Role{AllianceLead, AllianceTeam, ACEManager, ACEUser, CloudAdmin, AWSReviewer}

// mayUseACE says which roles work with opportunities of their partner.
var mayUseACE = map[Role]bool{
	AllianceLead: true, AllianceTeam: true, ACEManager: true, ACEUser: true, CloudAdmin: false, AWSReviewer: false,
}

// The special programs whose members report software revenue at launch. Source: reference 4.4.
const (
	ISVAccelerate          = "ISV Accelerate"
	SaaSRevenueRecognition = "SaaS Revenue Recognition"
)

// A Partner is an organisation of AWS's partner programme, with the attributes that the API does not show.
type Partner struct {
	Account    string // its linked AWS account: 12 digits
	Name       string
	Consulting bool // services path rather than software path
	Programs   []string
	Terms      bool // has accepted the terms of the programme; without, it may not use the API
}

// SpecialProgram says whether the partner reports software revenue at launch.
func (p Partner) SpecialProgram() bool {
	return slices.Contains(p.Programs, ISVAccelerate) || slices.Contains(p.Programs, SaaSRevenueRecognition)
}

// A Caller is who asks for something. The zero Caller may do nothing.
type Caller struct {
	Account   string // the tenant: 12 digits, or "aws"
	Partner   Partner
	Principal string // user id or access key id
	Name      string
	Email     string // of a user
	Role      Role   // empty for an access key and for the system
	System    bool   // a job or the demo's own hand, not a person
	ARN       string // of an API client or of a session of a role: how AWS names it
	UserID    string // AWS's unique id beside the ARN
	Proposer  string // name of who proposed what this caller has approved; empty: the caller's own idea

	session bool          // holds temporary credentials
	role    string        // of a session of a role: the ARN of the role
	grant   *policy.Grant // of an access key; nil: of a person or of the system, who have roles
}

// UsesACE says whether the caller works with opportunities of its account: a user with an ACE role, an access key, or the
// system. What an access key may do in detail, its policies say.
func (c Caller) UsesACE() bool {
	if c.Account == "" || c.Account == AWS {
		return false
	}
	return c.System || c.grant != nil || mayUseACE[c.Role]
}

// ByAPI says whether a program asks as AWS's API is asked: with a key or a session of a role, or as the system itself. People
// come through pages, files and tools, which are held to what AWS asks of people.
func (c Caller) ByAPI() bool { return c.System || c.grant != nil }

// OwnOnly says whether the caller sees only the records that it owns.
func (c Caller) OwnOnly() bool { return c.Role == ACEUser }

// Reviews says whether the caller sits at the AWS desk.
func (c Caller) Reviews() bool {
	return c.Account == AWS && (c.Role == AWSReviewer || c.System)
}

// Administers says whether the caller links its partner's account and decides which roles there are in it. Source: guide on
// account linking: the alliance lead or a cloud administrator does.
func (c Caller) Administers() bool {
	return c.Account != "" && c.Account != AWS && (c.System || c.Role == AllianceLead || c.Role == CloudAdmin)
}

// Kind says in one word what sort of caller this is, for the history of a record.
func (c Caller) Kind() string {
	switch {
	case c.System:
		return "system"
	case c.Account == AWS:
		return "aws"
	case c.grant != nil:
		return "api"
	}
	return "partner"
}

// System is the caller for work that nobody asked for by hand, such as the automatic reviewer.
func System(account string, p Partner) Caller {
	return Caller{Account: account, Partner: p, Principal: "system", Name: "Cosell", System: true}
}

// A Room keeps partners, users, clients and keys.
type Room struct {
	db     *sqldb.DB
	box    *secret.Box
	clock  clock.Clock
	hasher *password.Hasher
	keys   *keyring
}

// New is the room. The hasher is shared by the whole program.
func New(db *sqldb.DB, box *secret.Box, clk clock.Clock, hasher *password.Hasher) *Room {
	return &Room{db: db, box: box, clock: clk, hasher: hasher, keys: newKeyring(clk)}
}
