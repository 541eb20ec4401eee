// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

// A User is a person who signs in to the portal, or to the AWS desk.
type User struct {
	Account   string
	ID        string
	Email     string // lower case
	FirstName string
	LastName  string
	Role      Role
	Language  string // en, ja, or empty: as the browser says
	Active    bool
	Invited   time.Time // when, while the invitation is open; else zero
	Created   time.Time
	Version   int64 // counts what colleagues change of it
}

// A State is whether somebody may sign in.
type State string

// The states.
const (
	Deactivated State = "deactivated"
	Invited     State = "invited" // may, once a password is set
	Active      State = "active"
)

// State says whether the user may sign in.
func (u User) State() State {
	switch {
	case u.Active:
		return Active
	case !u.Invited.IsZero():
		return Invited
	}
	return Deactivated
}

// Name is how the user is called on pages and in histories: the family name first where it is written in Chinese
// characters, kana or hangul.
func (u User) Name() string {
	if strings.ContainsFunc(u.LastName, eastern) {
		return strings.TrimSpace(u.LastName + " " + u.FirstName)
	}
	return strings.TrimSpace(u.FirstName + " " + u.LastName)
}

func eastern(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// UsesACE says whether the user may own opportunities.
func (u User) UsesACE() bool { return u.Active && mayUseACE[u.Role] }

// A mail address as AWS takes it in contacts: lower case only.
var mailAddress = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$")

// AddUser takes a user in, active, and answers its id. The password is kept as its hash only.
func (r *Room) AddUser(ctx context.Context, u User, password string) (id string, err error) {
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if err := u.check(); err != nil {
		return "", err
	}
	hash, err := r.hash(ctx, password)
	if err != nil {
		return "", err
	}
	return r.ImportUser(ctx, u, hash)
}

// ImportUser takes a user in whose password was hashed elsewhere, by this room's hasher.
func (r *Room) ImportUser(ctx context.Context, u User, hash string) (id string, err error) {
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if err := u.check(); err != nil {
		return "", err
	}
	u.Active = true
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error { id, err = insert(tx, u, hash); return err })
	if errors.Is(err, sqldb.ErrDuplicate) {
		return "", refuse("Email", "%s is in use already. Give another mail address.", u.Email)
	}
	return id, err
}

// insert stores a new user and answers its id.
func insert(tx *sqldb.Tx, u User, hash string) (id string, err error) {
	if err := roomForRole(tx, u.Account, u.Role); err != nil {
		return "", err
	}
	id = ulid.Make().String()
	tx.About(u.Account, UserSubject(id))
	_, err = tx.Exec(`INSERT INTO partner_user (account_id, id, email, first_name, last_name, role, language, password, active, invited_us, created_us)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, u.Account, id, u.Email, u.FirstName, u.LastName, string(u.Role), u.Language,
		hash, oneIf(u.Active), unixOrZero(u.Invited), sqldb.Micros(tx.Now()))
	return id, err
}

func unixOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

func (u User) check() error {
	switch {
	case !mailAddress.MatchString(u.Email) || len(u.Email) > 80:
		return refuse("Email", "%q is not a mail address of at most 80 characters. Give one such as name@example.com.", u.Email)
	case strings.TrimSpace(u.LastName) == "":
		return refuse("LastName", "The user has no last name. Give one.")
	case !slices.Contains(Roles, u.Role):
		return refuse("Role", "%q is no role. Give one of %v.", u.Role, Roles)
	case (u.Role == AWSReviewer) != (u.Account == AWS):
		return refuse("Role", "The role %s does not belong to account %s. AWSReviewer is for the account %q only.", u.Role, u.Account, AWS)
	}
	return nil
}

// roomForRole refuses an ACE Manager too many, and a partner that is not known.
func roomForRole(tx *sqldb.Tx, account string, role Role) error {
	if account == AWS {
		return nil
	}
	// The partner's row is claimed, so that two at once cannot both be the last one.
	var name string
	err := tx.Row(`SELECT name FROM partner WHERE account_id = ?`+tx.Dialect().Lock, account).Scan(&name)
	if errors.Is(err, sqldb.ErrNone) {
		return refuse("Account", "There is no partner with account %s. Add the partner first.", account)
	}
	if err != nil || role != ACEManager {
		return err
	}
	n, err := CountManagers(tx, account)
	if err == nil && n >= MaxACEManagers {
		return tooManyManagers()
	}
	return err
}

// leadRemains refuses to take the last alliance lead away. The partner's row is claimed already.
func leadRemains(tx *sqldb.Tx, account, but string) error {
	var n int
	err := tx.Row(`SELECT count(*) FROM partner_user WHERE account_id = ? AND role = ? AND active = 1 AND id <> ?`,
		account, string(AllianceLead), but).Scan(&n)
	if err == nil && n == 0 {
		return lastLead()
	}
	return err
}

// UserSubject is what transactions say that they are about when they change a user.
func UserSubject(id string) string { return "user/" + id }

// And programs and their keys.
func clientSubject(id string) string { return "client/" + id }
func keySubject(id string) string    { return "access-key/" + id }

// ChangeRole gives a user another role, at once.
func (r *Room) ChangeRole(ctx context.Context, account, id string, role Role) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error { return GiveRole(tx, account, id, role) })
}

// SetActive lets a user in, or keeps it out, at once.
func (r *Room) SetActive(ctx context.Context, account, id string, active bool) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error { return Activate(tx, account, id, active) })
}

// Users are the users of an account, by name.
func (r *Room) Users(ctx context.Context, account string) (all []User, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error { all, err = UsersOf(tx, account); return err })
	return all, err
}

// UsersOf is Users inside a transaction.
func UsersOf(tx *sqldb.Tx, account string) (all []User, err error) {
	rows, err := tx.Query(`SELECT `+userColumns+` FROM partner_user WHERE account_id = ? ORDER BY last_name, first_name, id`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		u, err := scanUser(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// Owners are the active users of a partner who may own opportunities.
func (r *Room) Owners(ctx context.Context, c Caller) ([]User, error) {
	if !c.UsesACE() {
		return nil, fault.Denied("Your role does not work with opportunities.")
	}
	all, err := r.Users(ctx, c.Account)
	return slices.DeleteFunc(all, func(u User) bool { return !u.UsesACE() }), err
}

// FindOwner is the active user of an account with this mail address who may own opportunities.
func FindOwner(tx *sqldb.Tx, account, email string) (u User, found bool, err error) {
	u, err = loadUser(tx, `account_id = ? AND email = ?`, account, strings.ToLower(email))
	if fault.Is(err, fault.NotFound) {
		return User{}, false, nil
	}
	return u, err == nil && u.UsesACE(), err
}

// FindUser is a user of an account by id, active or not, inside a transaction.
func FindUser(tx *sqldb.Tx, account, id string) (User, error) {
	return loadUser(tx, `account_id = ? AND id = ?`, account, id)
}

// FindByEmail is a user of an account by mail address, active or not, inside a transaction.
func FindByEmail(tx *sqldb.Tx, account, email string) (User, error) {
	return loadUser(tx, `account_id = ? AND email = ?`, account, strings.ToLower(email))
}

// Lead is the alliance lead of an account, who owns what nobody else owns. An account without one answers the zero User.
func Lead(tx *sqldb.Tx, account string) (User, error) {
	u, err := loadUser(tx, `account_id = ? AND role = 'AllianceLead' AND active = 1 ORDER BY created_us, id LIMIT 1`, account)
	if fault.Is(err, fault.NotFound) {
		return User{}, nil
	}
	return u, err
}

// InRoles are the active users of an account that have one of some roles, inside a transaction.
func InRoles(tx *sqldb.Tx, account string, roles ...Role) (all []User, err error) {
	args := []any{account}
	for _, role := range roles {
		args = append(args, string(role))
	}
	rows, err := tx.Query(`SELECT `+userColumns+` FROM partner_user WHERE account_id = ? AND active = 1 AND role IN (?`+
		strings.Repeat(`, ?`, len(roles)-1)+`) ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		u, err := scanUser(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

const userColumns = `account_id, id, email, first_name, last_name, role, language, active, invited_us, created_us, version`

// UserByEmail is whoever signs in by a mail address, in lower case.
func UserByEmail(tx *sqldb.Tx, email string) (User, error) { return loadUser(tx, "email = ?", email) }

func loadUser(tx *sqldb.Tx, where string, args ...any) (User, error) {
	u, err := scanUser(tx.Row(`SELECT `+userColumns+` FROM partner_user WHERE `+where, args...).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return User{}, fault.Missing()
	}
	return u, err
}

func scanUser(scan func(...any) error) (u User, err error) {
	var active int
	var invited, created int64
	err = scan(&u.Account, &u.ID, &u.Email, &u.FirstName, &u.LastName, &u.Role, &u.Language, &active, &invited, &created, &u.Version)
	u.Active, u.Created = active == 1, sqldb.Time(created)
	if invited > 0 {
		u.Invited = sqldb.Time(invited)
	}
	return u, err
}

func refuse(field, msg string, args ...any) error {
	text := fmt.Sprintf(msg, args...)
	return fault.Malformed(catalogue.Violation{Field: catalogue.WireName(field), Path: field, Code: catalogue.InvalidValue, Message: text})
}
