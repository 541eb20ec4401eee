// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package notice tells people what happened to what is theirs: on their pages at once, and by mail as each of them likes.
//
// A room posts a notice in the transaction of the change that it tells of. Who reads it, the kind's row says, and whoever
// posts it. Texts are made when somebody reads: what is stored is the kind and its values.
package notice

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "notice", Files: files}
}

// A Notice is something that people of an account are told.
type Notice struct {
	Account string // whose people
	Kind    Kind
	Subject string            // identifier of what it is about, by which the kind's link leads there
	Cause   string            // tells what happened from the same at another time: a version, an identifier; empty: it happens once
	Users   []string          // people beside those whose roles the kind names, by id or mail address; "" is the alliance lead
	By      string            // principal who did it, and is not told of it
	Data    map[string]string // the values that the kind's texts name, other than id
}

// Post tells people in the transaction of what they are told. The same cause is told to each of them once.
func Post(tx *sqldb.Tx, n Notice) error {
	row, known := rows[n.Kind]
	if !known {
		return fmt.Errorf("post notice: %q is no kind", n.Kind)
	}
	for name := range row.names() {
		if _, given := n.Data[name]; !given && name != subjectName {
			return fmt.Errorf("post notice %s: its texts name %s, which is not given", n.Kind, name)
		}
	}
	if summed, _ := tx.Context().Value(summedKey{}).([]Kind); slices.Contains(summed, n.Kind) {
		return nil
	}
	readers, err := n.readers(tx, row)
	if err != nil || len(readers) == 0 {
		return err
	}
	wishes, err := wishesOf(tx, n.Account, row.group)
	if err != nil {
		return err
	}
	data, err := json.Marshal(n.Data)
	if err != nil {
		return err
	}
	for _, user := range readers {
		wish, said := wishes[user]
		if !said {
			wish = row.group.usual()
		}
		if wish == (Wish{}) {
			continue
		}
		id, err := ulid.New(ulid.Timestamp(tx.Now()), ulid.DefaultEntropy())
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO notice (account_id, user_id, id, kind, grp, subject, cause, data, at_us, page, seen, mail)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (account_id, user_id, kind, subject, cause) DO NOTHING`,
			n.Account, user, id.String(), string(n.Kind), string(row.group), n.Subject, n.Cause, string(data), sqldb.Micros(tx.Now()),
			oneIf(wish.Page), int(wish.Mail)); err != nil {
			return fmt.Errorf("post notice %s: %w", n.Kind, err)
		}
	}
	return nil
}

type summedKey struct{}

// Summed is a context in which some kinds are not posted: whoever does many things at once tells people once, of all.
func Summed(ctx context.Context, kinds ...Kind) context.Context {
	return context.WithValue(ctx, summedKey{}, kinds)
}

// readers are the people who are told: active, each once, and not whoever did it.
func (n *Notice) readers(tx *sqldb.Tx, row *row) (all []string, err error) {
	add := func(u identity.User) {
		if u.ID != "" && u.Active && u.ID != n.By && !slices.Contains(all, u.ID) {
			all = append(all, u.ID)
		}
	}
	for _, id := range n.Users {
		find := identity.FindUser
		if strings.Contains(id, "@") {
			find = identity.FindByEmail
		}
		u, err := find(tx, n.Account, id)
		if id == "" || fault.Is(err, fault.NotFound) || err == nil && !u.Active {
			u, err = identity.Lead(tx, n.Account) // who owns what nobody else owns
		}
		if err != nil {
			return nil, err
		}
		add(u)
	}
	if len(row.roles) == 0 {
		return all, nil
	}
	people, err := identity.InRoles(tx, n.Account, row.roles...)
	for _, u := range people {
		add(u)
	}
	return all, err
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Options are what the room works with. All is needed.
type Options struct {
	DB     *sqldb.DB
	Outbox *mail.Outbox
	Pages  func() string // address of the pages as people reach them, without a slash at the end
}

// A Room reads notices to people.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room { return &Room{o} }

// enter lets people in: programs are told by events.
func enter(c identity.Caller) error {
	if c.Account == "" || c.Role == "" {
		return fault.Denied("Notifications are for people who are signed in to the pages.")
	}
	return nil
}
