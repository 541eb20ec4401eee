// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// MostPiece is how many bytes of a file come at once.
const MostPiece = 512 << 10

// What files are held to, beside their size.
const (
	mostName  = 200 // characters
	mostLoose = 20  // files of one person that are at no message yet
	sniffed   = 512 // bytes by which content is told
)

// A File is attached to a message, or on its way to be.
type File struct {
	ID       string
	Name     string
	Media    string // as the content says; empty until it has begun to come
	Size     int64
	Received int64
	owner    string
	user     string
	account  string // of the case; empty: at no message yet
	caseID   string
}

const fileColumns = `owner, id, user_id, name, media, size, received, case_account, case_id`

func scanFile(row func(...any) error) (f File, err error) {
	err = row(&f.owner, &f.ID, &f.user, &f.Name, &f.Media, &f.Size, &f.Received, &f.account, &f.caseID)
	return f, err
}

func (f *File) place(start int64) string {
	return fmt.Sprintf("support_piece.bytes/%s/%d", f.ID, start)
}

// Upload begins a file, which Piece then brings.
func (r *Room) Upload(ctx context.Context, c identity.Caller, name string, size int64) (File, error) {
	if err := enter(c); err != nil {
		return File{}, err
	}
	f := File{ID: ulid.Make().String(), Name: plainName(name), Size: size, owner: c.Account, user: c.Principal}
	switch {
	case f.Name == "":
		return File{}, fault.Malformed(noName)
	case !knownExtension(f.Name):
		return File{}, fault.Malformed(badKind(f.Name))
	case size < 1:
		return File{}, fault.Malformed(emptyFile(f.Name))
	case size > r.FileBytes:
		return File{}, fault.Malformed(largeFile(f.Name, r.FileBytes))
	}
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		var loose int
		if err := tx.Row(`SELECT count(*) FROM support_file WHERE owner = ? AND user_id = ? AND case_id = ''`, f.owner, f.user).Scan(&loose); err != nil {
			return err
		}
		if loose >= mostLoose {
			return fault.Broken(looseFiles)
		}
		tx.About(f.owner, "file/"+f.ID)
		_, err := tx.Exec(`INSERT INTO support_file (`+fileColumns+`, seq, at_us) VALUES (?, ?, ?, ?, '', ?, 0, '', '', 0, ?)`,
			f.owner, f.ID, f.user, f.Name, f.Size, sqldb.Micros(tx.Now()))
		return err
	})
	return f, err
}

// plainName is a file's name without its folders and without what would show it as another: control characters and marks
// that turn the direction of writing.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	if n := []rune(name); len(n) > mostName { // its ending says what it is
		ending := []rune(path.Ext(name))
		name = string(n[:max(0, mostName-len(ending))]) + string(ending)
	}
	return name
}

// Piece takes the next piece of a file and answers how far it is. A piece that is here already, or comes too early, changes
// nothing.
func (r *Room) Piece(ctx context.Context, c identity.Caller, id string, start int64, bytes []byte) (File, error) {
	f, err := r.loose(ctx, c, id)
	if err != nil || start != f.Received || f.Received == f.Size {
		return f, err
	}
	switch {
	case len(bytes) == 0 || len(bytes) > MostPiece || start+int64(len(bytes)) > f.Size, start == 0 && int64(len(bytes)) < min(f.Size, sniffed):
		return File{}, fault.Malformed(badPiece(f.Name))
	}
	if start == 0 {
		if f.Media, err = mediaOf(f.Name, bytes); err != nil {
			return File{}, err
		}
	}
	sealed, err := r.Box.Seal(ctx, f.owner, f.place(start), bytes)
	if err != nil {
		return File{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(f.owner, "file/"+f.ID)
		n, err := tx.Exec(`UPDATE support_file SET received = ?, media = ? WHERE owner = ? AND id = ? AND received = ?`, start+int64(len(bytes)), f.Media, f.owner, f.ID, start)
		if err != nil || n == 0 {
			return err // another hand has sent the same piece meanwhile
		}
		_, err = tx.Exec(`INSERT INTO support_piece (owner, file, start, bytes) VALUES (?, ?, ?, ?)`, f.owner, f.ID, start, sealed)
		return err
	})
	if err != nil {
		return File{}, err
	}
	return r.loose(ctx, c, id)
}

// loose is a file of the caller's that is at no message yet.
func (r *Room) loose(ctx context.Context, c identity.Caller, id string) (f File, err error) {
	if err := enter(c); err != nil {
		return File{}, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		f, err = scanFile(tx.Row(`SELECT `+fileColumns+` FROM support_file WHERE owner = ? AND id = ? AND user_id = ? AND case_id = ''`, c.Account, id, c.Principal).Scan)
		if errors.Is(err, sqldb.ErrNone) {
			return fault.Missing()
		}
		return err
	})
	return f, err
}

// attach puts the caller's files to a message.
func (r *Room) attach(tx *sqldb.Tx, c identity.Caller, to *Case, ids []string) error {
	for _, id := range ids {
		f, err := scanFile(tx.Row(`SELECT `+fileColumns+` FROM support_file WHERE owner = ? AND id = ? AND user_id = ? AND case_id = ''`, c.Account, id, c.Principal).Scan)
		if errors.Is(err, sqldb.ErrNone) || err == nil && f.Received != f.Size {
			return fault.Malformed(notThere)
		}
		if err != nil {
			return err
		}
		if to.bytes += f.Size; to.bytes > r.CaseBytes {
			return fault.Broken(fullCase(r.CaseBytes))
		}
		if _, err := tx.Exec(`UPDATE support_file SET case_account = ?, case_id = ?, seq = ? WHERE owner = ? AND id = ? AND case_id = ''`,
			to.Account, to.ID, to.Version, f.owner, f.ID); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(`UPDATE support_case SET bytes = ? WHERE account_id = ? AND id = ?`, to.bytes, to.Account, to.ID)
	return err
}

// readFiles puts files to the messages of a case.
func (c *Case) readFiles(tx *sqldb.Tx) (err error) {
	rows, err := tx.Query(`SELECT seq, `+fileColumns+` FROM support_file WHERE case_account = ? AND case_id = ? ORDER BY seq, id`, c.Account, c.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var seq int64
		f, err := scanFile(func(into ...any) error { return rows.Scan(append([]any{&seq}, into...)...) })
		if err != nil {
			return err
		}
		for i := range c.Messages {
			if c.Messages[i].Seq == seq {
				c.Messages[i].Files = append(c.Messages[i].Files, f)
			}
		}
	}
	return rows.Err()
}

// Download writes a file of a case that is the caller's business. begin is told what comes and answers where to.
func (r *Room) Download(ctx context.Context, c identity.Caller, id string, begin func(File) io.Writer) error {
	if err := enter(c); err != nil {
		return err
	}
	var f File
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		f, err = scanFile(tx.Row(`SELECT `+fileColumns+` FROM support_file WHERE id = ? AND case_id <> ''`, id).Scan)
		if errors.Is(err, sqldb.ErrNone) {
			return fault.Missing()
		}
		if err == nil {
			_, err = load(tx, c, f.caseID)
		}
		return err
	})
	if err != nil {
		return err
	}
	var to io.Writer
	for at := int64(0); at < f.Size; {
		var sealed []byte
		if err := r.DB.Row(ctx, `SELECT bytes FROM support_piece WHERE owner = ? AND file = ? AND start = ?`, f.owner, f.ID, at).Scan(&sealed); err != nil {
			return fmt.Errorf("file %s at %d: %w", f.ID, at, err)
		}
		plain, err := r.Box.Open(ctx, f.owner, f.place(at), sealed)
		if err != nil {
			return fmt.Errorf("file %s at %d: %w", f.ID, at, err)
		}
		if to == nil {
			to = begin(f)
		}
		if _, err := to.Write(plain); err != nil {
			return err
		}
		at += int64(len(plain))
	}
	return nil
}

// forgotten is how long a file waits for its message.
const forgotten = 24 * time.Hour

// pruneJob forgets files that nobody has sent.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "support.prune" }

// Prune forgets files that are at no message after a day, and says how many.
func (r *Room) Prune(ctx context.Context) (n int64, err error) {
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		before := sqldb.Micros(tx.Now().Add(-forgotten))
		if _, err := tx.Exec(`DELETE FROM support_piece WHERE (owner, file) IN (SELECT owner, id FROM support_file WHERE case_id = '' AND at_us < ?)`, before); err != nil {
			return err
		}
		n, err = tx.Exec(`DELETE FROM support_file WHERE case_id = '' AND at_us < ?`, before)
		return err
	})
	return n, err
}
