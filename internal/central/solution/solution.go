// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package solution keeps what partners sell: their solutions, which opportunities are associated with.
package solution

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/page"
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
	return sqldb.Schema{Room: "solution", Files: files}
}

// The statuses of a solution.
const (
	Active   = "Active"
	Inactive = "Inactive"
	Draft    = "Draft"
)

// SandboxID is the solution that every partner has in the Sandbox. Source: reference 12.
const SandboxID = "S-1234567"

// A Solution is one of a partner's solutions.
type Solution struct {
	ID          string
	Name        string
	Status      string
	Category    string
	Marketplace string // ARN of the AWS Marketplace solution, or empty
	Created     time.Time
}

// sandbox is the solution of SandboxID. It is older than every partner here.
var sandbox = Solution{ID: SandboxID, Name: "Sandbox Solution", Status: Active, Category: "Software Product",
	Created: time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)}

// A Room keeps solutions.
type Room struct {
	db      *sqldb.DB
	tokens  *page.Tokens
	numbers *sqldb.Sequence
}

// New is the room.
func New(db *sqldb.DB, tokens *page.Tokens) *Room {
	return &Room{db: db, tokens: tokens, numbers: db.Sequence("solution", 50_001)}
}

// most is how many solutions a partner may have in a catalog. Lists are sorted in memory.
const most = 2000

// Add takes a solution in and answers its identifier. Solutions come from outside of the API.
func (r *Room) Add(ctx context.Context, account, catalog string, s Solution) (id string, err error) {
	if err := s.check(); err != nil {
		return "", err
	}
	if s.ID == "" {
		n, err := r.numbers.Next(ctx)
		if err != nil {
			return "", err
		}
		s.ID = fmt.Sprintf("S-%07d", n)
	}
	if catalog == selling.CatalogSandbox && s.ID == SandboxID {
		return "", refuse("Identifier", SandboxID+" is in every Sandbox already. Leave the identifier out.")
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var n int
		if err := tx.Row(`SELECT count(*) FROM solution WHERE account_id = ? AND catalog = ?`, account, catalog).Scan(&n); err != nil {
			return err
		}
		if n >= most {
			return &fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("A partner has at most %d solutions in a catalog.", most)}
		}
		created := s.Created
		if created.IsZero() {
			created = tx.Now()
		}
		_, err := tx.Exec(`INSERT INTO solution (account_id, catalog, id, name, status, category, marketplace, created_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, account, catalog, s.ID, s.Name, s.Status, s.Category, s.Marketplace, sqldb.Micros(created))
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return "", refuse("Identifier", s.ID+" exists already. Leave the identifier out, and a free one is taken.")
	}
	return s.ID, err
}

func (s Solution) check() error {
	switch {
	case strings.TrimSpace(s.Name) == "":
		return refuse("Name", "The solution has no name. Give one.")
	case !slices.Contains([]string{Active, Inactive, Draft}, s.Status):
		return refuse("Status", "The status must be Active, Inactive or Draft.")
	case strings.TrimSpace(s.Category) == "":
		return refuse("Category", "The solution has no category. Give one, such as Software Product.")
	case s.ID != "" && !selling.SolutionID.MatchString(s.ID):
		return refuse("Identifier", "The identifier must look like S-1234567.")
	}
	return nil
}

func refuse(field, msg string) error {
	return fault.Malformed(catalogue.Violation{Field: catalogue.WireName(field), Path: field, Code: catalogue.InvalidValue, Message: msg})
}

// Status is the status of a solution; empty for one that the account does not have in that catalog.
func Status(tx *sqldb.Tx, account, catalog, id string) (status string, err error) {
	if catalog == selling.CatalogSandbox && id == SandboxID {
		return sandbox.Status, nil
	}
	err = tx.Row(`SELECT status FROM solution WHERE account_id = ? AND catalog = ? AND id = ?`, account, catalog, id).Scan(&status)
	if errors.Is(err, sqldb.ErrNone) {
		return "", nil
	}
	return status, err
}

// All are a partner's solutions in a catalog, by identifier.
func (r *Room) All(ctx context.Context, account, catalog string) (all []Solution, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		if catalog == selling.CatalogSandbox {
			all = append(all, sandbox)
		}
		rows, err := tx.Query(`SELECT id, name, status, category, marketplace, created_us FROM solution
			WHERE account_id = ? AND catalog = ?`, account, catalog)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var s Solution
			var created int64
			if err := rows.Scan(&s.ID, &s.Name, &s.Status, &s.Category, &s.Marketplace, &created); err != nil {
				return err
			}
			s.Created = sqldb.Time(created)
			all = append(all, s)
		}
		return rows.Err()
	})
	slices.SortFunc(all, func(a, b Solution) int { return strings.Compare(a.ID, b.ID) })
	return all, err
}
