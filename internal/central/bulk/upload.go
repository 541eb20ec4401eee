// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// MostPiece is how many bytes of a file come at once.
const MostPiece = 512 << 10

func (r *Run) piecePlace(start int64) string {
	return fmt.Sprintf("bulk_piece.bytes/%s/%d", r.ID, start)
}

// Piece takes the next piece of a run's file and answers the run: it says where the file goes on. A piece that is here
// already, or comes too early, changes nothing, so that whoever lost the connection just asks and goes on.
func (r *Room) Piece(ctx context.Context, c identity.Caller, id string, start int64, bytes []byte) (Run, error) {
	run, err := r.own(ctx, c, id)
	if err != nil || run.State != Uploading || start != run.Received {
		return run, err
	}
	switch {
	case len(bytes) == 0 || len(bytes) > MostPiece:
		return Run{}, fault.Malformed(fileFault("bulk-piece", fmt.Sprintf("A piece of a file has 1 to %d bytes.", MostPiece),
			fmt.Sprintf("ファイルは 1〜%d バイトずつ送信します。", MostPiece), "Send it in smaller pieces.", "小さく分割して送信してください。"))
	case start+int64(len(bytes)) > run.Size:
		return Run{}, fault.Malformed(fileFault("bulk-size", "The file is longer than was said.", "ファイルが申告されたサイズを超えています。",
			"Choose the file again.", "ファイルを選択し直してください。"))
	}
	sealed, err := r.Box.Seal(ctx, run.Account, run.piecePlace(start), bytes)
	if err != nil {
		return Run{}, err
	}
	received := start + int64(len(bytes))
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE bulk_run SET received = ?, changed_us = ? WHERE account_id = ? AND id = ? AND state = ? AND received = ?`,
			received, sqldb.Micros(tx.Now()), run.Account, run.ID, string(Uploading), start)
		if err != nil || n == 0 {
			return err // another hand has sent the same piece meanwhile
		}
		if _, err := tx.Exec(`INSERT INTO bulk_piece (account_id, run, start, size, bytes) VALUES (?, ?, ?, ?, ?)`,
			run.Account, run.ID, start, len(bytes), sealed); err != nil {
			return err
		}
		if received < run.Size {
			return nil
		}
		if _, err := move(tx, run.Account, run.ID, Reading, Uploading); err != nil {
			return err
		}
		return r.Jobs.Enqueue(tx, checkJob{run.Account, run.ID}, jobq.Unique(run.ID), jobq.Priority(jobq.Human))
	})
	if err != nil {
		return Run{}, err
	}
	return r.own(ctx, c, id)
}

// whole is the file of a run.
func (r *Room) whole(ctx context.Context, run *Run) ([]byte, error) {
	type piece struct {
		start  int64
		sealed []byte
	}
	var pieces []piece
	err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
		pieces = nil
		rows, err := tx.Query(`SELECT start, bytes FROM bulk_piece WHERE account_id = ? AND run = ? ORDER BY start`, run.Account, run.ID)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var p piece
			if err := rows.Scan(&p.start, &p.sealed); err != nil {
				return err
			}
			pieces = append(pieces, p)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	file := make([]byte, 0, run.Size)
	for _, p := range pieces {
		plain, err := r.Box.Open(ctx, run.Account, run.piecePlace(p.start), p.sealed)
		if err != nil {
			return nil, fmt.Errorf("file of run %s: %w", run.ID, err)
		}
		file = append(file, plain...)
	}
	if int64(len(file)) != run.Size {
		return nil, fmt.Errorf("file of run %s has %d bytes of %d", run.ID, len(file), run.Size)
	}
	return file, nil
}

// dropPieces forgets the file of a run: its rows have all that was in it.
func dropPieces(tx *sqldb.Tx, account, run string) error {
	_, err := tx.Exec(`DELETE FROM bulk_piece WHERE account_id = ? AND run = ?`, account, run)
	return err
}

// prefer are the sheets of a workbook that hold opportunities.
var prefer = []string{sheetName(English), sheetName(Japanese)}

func sheetName(l Language) string {
	if l == Japanese {
		return "オポチュニティ"
	}
	return "Opportunities"
}

// headingFault stands against the heading of a file.
func headingFault(rule, en, ja, mendEN, mendJA string) catalogue.Violation {
	return fileFault("sheet-"+rule, en, ja, mendEN, mendJA)
}
