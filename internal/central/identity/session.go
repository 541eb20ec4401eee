// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"cosell/internal/aws/sigv4"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity/policy"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// The action that assuming a role needs.
const assumeRole = "sts:AssumeRole"

// keptAfterEnd is how long a session is remembered after its end, so that who still uses it learns that it has expired.
const keptAfterEnd = 7 * 24 * time.Hour

// longestChain is how long a session may be that a session asked for. Source: STS API reference, AssumeRole.
const longestChain = time.Hour

// An Assumption asks for a session of a role.
type Assumption struct {
	Role       string // ARN
	Name       string // of the session
	Duration   time.Duration
	ExternalID string
	Managed    []string // names of AWS's own policies that narrow the session
	Document   string   // a policy document that narrows the session
}

// Temporary are the credentials of a session. They are shown once.
type Temporary struct {
	Key
	Token   string // goes with every request as X-Amz-Security-Token
	Expires time.Time
	ARN     string // of the session
	UserID  string // AWS's id of role and session, joined by a colon
}

// A session is a row of temporary credentials: of a role, or of the client itself.
type session struct {
	id, account  string
	role, client string // id of one of the two
	name         string
	managed      []string
	document     string
	expires      time.Time
}

var sessionName = regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{2,64}$`)

// Assume gives temporary credentials of a role to a caller whom the role trusts and whose own policies allow it. A role that
// does not exist is refused in the same words as one that does not trust the caller.
func (r *Room) Assume(ctx context.Context, c Caller, a Assumption) (out Temporary, err error) {
	m := roleARN.FindStringSubmatch(a.Role)
	switch {
	case m == nil:
		return out, refuse("RoleArn", "%q is no ARN of a role. Give one such as arn:aws:iam::111122223333:role/Name.", a.Role)
	case !sessionName.MatchString(a.Name):
		return out, refuse("RoleSessionName", "Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]* and have 2 to 64 characters", a.Name)
	case a.Duration < ShortestSession || a.Duration > LongestSession:
		return out, refuse("DurationSeconds", "Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200", int64(a.Duration/time.Second))
	}
	if _, err := documents(a.Managed, a.Document); err != nil {
		return out, err
	}
	s := session{account: m[1], name: a.Name, managed: a.Managed, document: a.Document}
	err = r.issue(ctx, &s, a.Duration, &out, func(tx *sqldb.Tx) error {
		e, err := FindRole(tx, m[1], m[2])
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err := c.mayAssume(e, a); err != nil {
			return err
		}
		switch {
		case c.session && a.Duration > longestChain:
			return refuse("DurationSeconds", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
		case a.Duration > e.MaxSession:
			return refuse("DurationSeconds", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
		}
		s.role = e.ID
		out.ARN, out.UserID = sessionARN(e, a.Name), e.ID+":"+a.Name
		return nil
	})
	return out, err
}

func sessionARN(e RoleEntry, name string) string {
	return "arn:aws:sts::" + e.Account + ":assumed-role/" + e.Name + "/" + name
}

// mayAssume asks the role's trust policy and the caller's own. Within one account a trust policy that names the caller is
// enough; else both sides must allow it. Source: IAM user guide, "Policy evaluation logic". The zero role trusts nobody.
func (c Caller) mayAssume(e RoleEntry, a Assumption) error {
	keys := policy.Keys{}
	c.put(keys)
	keys.Put(policy.KeySessionName, a.Name)
	if a.ExternalID != "" {
		keys.Put(policy.KeyExternalID, a.ExternalID)
	}
	r := policy.Request{Action: assumeRole, Resource: a.Role, Keys: keys}
	own := c.Decide(r)
	trusts := policy.Nobody
	if d, err := policy.ParseTrust([]byte(e.Trust)); err == nil {
		trusts = d.Trust(policy.Principal{Account: c.Account, ARN: c.ARN, Role: c.role}, r)
	}
	named := trusts == policy.ByName && e.Account == c.Account && !own.Explicit && !c.narrowed()
	if named || (trusts == policy.ByName || trusts == policy.ByAccount) && own.Allowed {
		return nil
	}
	return fault.Denied(fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s", c.ARN, assumeRole, a.Role))
}

func (c Caller) narrowed() bool { return c.grant != nil && c.grant.Narrowed }

// AssumeFor gives a user of the pages temporary credentials of a role of the user's account. It is a service of AWS that
// assumes the role, so that is whom the role must trust. which says in the same transaction which role is the user's.
func (r *Room) AssumeFor(ctx context.Context, service string, user Caller, which func(*sqldb.Tx) (RoleEntry, error)) (out Temporary, err error) {
	s := session{account: user.Account, name: userName(user.Email)}
	s.name = s.name[:min(len(s.name), 64)]
	if user.Role == "" || !sessionName.MatchString(s.name) {
		return out, fault.Denied("Only users of the pages are given roles.")
	}
	err = r.issue(ctx, &s, UsualSession, &out, func(tx *sqldb.Tx) error {
		e, err := which(tx)
		if err != nil {
			return err
		}
		if d, err := policy.ParseTrust([]byte(e.Trust)); err != nil || e.Account != user.Account ||
			d.Trust(policy.Principal{Service: service}, policy.Request{Action: assumeRole, Resource: e.ARN()}) != policy.ByName {
			return fault.Denied(fmt.Sprintf("The role %s does not trust %s. Add it to the role's trust policy.", e.Name, service))
		}
		s.role = e.ID
		out.ARN, out.UserID = sessionARN(e, s.name), e.ID+":"+s.name
		return nil
	})
	return out, err
}

// longestToken is how long a session of a client itself may be. Source: STS API reference, GetSessionToken.
const longestToken = 36 * time.Hour

// Session gives temporary credentials of the calling client itself.
func (r *Room) Session(ctx context.Context, c Caller, d time.Duration) (out Temporary, err error) {
	switch {
	case c.session || c.grant == nil:
		return out, fault.Denied("Cannot call GetSessionToken with session credentials")
	case d < ShortestSession || d > longestToken:
		return out, refuse("DurationSeconds", "Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 129600", int64(d/time.Second))
	}
	out.ARN, out.UserID = c.ARN, c.UserID
	s := session{account: c.Account}
	err = r.issue(ctx, &s, d, &out, func(tx *sqldb.Tx) error {
		err := tx.Row(`SELECT client_id FROM access_key WHERE account_id = ? AND id = ? AND active = 1`, c.Account, c.Principal).Scan(&s.client)
		if errors.Is(err, sqldb.ErrNone) {
			return fault.Denied("The access key was disabled.")
		}
		return err
	})
	return out, err
}

// issue draws credentials, and stores them together with what decide decides on.
func (r *Room) issue(ctx context.Context, s *session, d time.Duration, out *Temporary, decide func(*sqldb.Tx) error) error {
	out.Key, out.Token = newKey(s.account, temporaryKey), draw(120)
	s.id = out.ID
	names, err := json.Marshal(append([]string{}, s.managed...))
	if err != nil {
		return err
	}
	secret, err := json.Marshal([2]string{out.Secret, out.Token})
	if err != nil {
		return err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := decide(tx); err != nil {
			return err
		}
		sealed, err := r.box.SealTx(tx, s.account, sessionWhere(s.id), secret)
		if err != nil {
			return err
		}
		out.Expires = r.clock.Now().Add(d).Truncate(time.Second)
		_, err = tx.Exec(`INSERT INTO sts_session (account_id, id, role_id, client_id, name, managed, document, secret, created_us, expires_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, s.account, s.id, s.role, s.client, s.name, string(names), s.document, sealed,
			sqldb.Micros(r.clock.Now()), sqldb.Micros(out.Expires))
		return err
	})
	if err != nil {
		*out = Temporary{}
	}
	return err
}

func sessionWhere(id string) string { return "sts_session.secret/" + id }

// temporaryKey reads the credentials of a session, with what its role or client may do now.
func (r *Room) temporaryKey(ctx context.Context, id string) (sigv4.Key, error) {
	s := session{id: id}
	var c Caller
	var sealed []byte
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var names string
		var expires int64
		err := tx.Row(`SELECT account_id, role_id, client_id, name, managed, document, secret, expires_us FROM sts_session WHERE id = ?`, id).
			Scan(&s.account, &s.role, &s.client, &s.name, &names, &s.document, &sealed, &expires)
		if errors.Is(err, sqldb.ErrNone) {
			return sigv4.ErrUnknownKey
		}
		if err != nil {
			return err
		}
		s.expires = sqldb.Time(expires)
		c, err = s.caller(tx, names)
		return err
	})
	if err != nil {
		return sigv4.Key{}, err
	}
	plain, err := r.box.Open(ctx, s.account, sessionWhere(id), sealed)
	if err != nil {
		return sigv4.Key{}, err
	}
	var secret [2]string
	if err := json.Unmarshal(plain, &secret); err != nil {
		return sigv4.Key{}, fmt.Errorf("credentials of session %s: %w", id, err)
	}
	return sigv4.Key{ID: id, Secret: secret[0], SessionToken: secret[1], Expires: s.expires, Principal: c}, nil
}

// caller is the session as use cases know it. A managed policy that narrowed the session and is not known any more still
// narrows it.
func (s *session) caller(tx *sqldb.Tx, managed string) (Caller, error) {
	if s.role == "" {
		c, err := clientCaller(tx, s.account, s.client, s.id)
		c.session = true
		return c, err
	}
	e, err := oneRole(tx, `account_id = ? AND id = ?`, s.account, s.role)
	if fault.Is(err, fault.NotFound) {
		return Caller{}, sigv4.ErrUnknownKey
	}
	if err != nil {
		return Caller{}, err
	}
	p, err := Of(tx, s.account)
	if err != nil {
		return Caller{}, err
	}
	grant := &policy.Grant{Narrowed: managed != "[]" || s.document != ""}
	if grant.Identity, err = documents(e.Managed, e.Document); err != nil {
		return Caller{}, err
	}
	if s.managed, err = knownManaged(managed); err != nil {
		return Caller{}, fmt.Errorf("policies of session %s: %w", s.id, err)
	}
	if grant.Session, err = documents(s.managed, s.document); err != nil {
		return Caller{}, err
	}
	return Caller{Account: s.account, Partner: p, Principal: s.id, Name: e.Name + "/" + s.name, ARN: sessionARN(e, s.name),
		UserID: e.ID + ":" + s.name, session: true, role: e.ARN(), grant: grant}, nil
}

// pruneJob forgets sessions that ended long ago.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "identity.prune" }

// Prune forgets sessions that ended long ago, and says how many.
func (r *Room) Prune(ctx context.Context) (n int64, err error) {
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM sts_session WHERE expires_us < ?`, sqldb.Micros(r.clock.Now().Add(-keptAfterEnd)))
		return err
	})
	return n, err
}

// Schedule has sessions that ended long ago forgotten every hour.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := r.Prune(ctx)
		return err
	}, jobq.Policy{})
	jobs.Every(pruneJob{}, time.Hour)
}
