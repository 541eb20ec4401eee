// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// configure lets a caller in who may look at or change the settings of its account: a client, by its policies, and the
// portal's Alliance Lead and Cloud Admin.
func configure(c identity.Caller, catalog string) error {
	mayConfigure := c.Role == identity.AllianceLead || c.Role == identity.CloudAdmin || c.Role == "" && c.UsesACE()
	if !mayConfigure {
		return fault.Denied("Your role does not change the settings of the account.")
	}
	return opportunity.KnownCatalog(catalog)
}

// PutSettings answers PutSellingSystemSettings: it sets the role that the account's snapshot jobs run under, or clears it.
// Jobs that failed for want of a role run again once there is one.
func (r *Room) PutSettings(ctx context.Context, c identity.Caller, in selling.PutSellingSystemSettingsRequest) (selling.SellingSystemSettings, error) {
	if err := configure(c, in.Catalog); err != nil {
		return selling.SellingSystemSettings{}, err
	}
	role, err := roleARN(c.Account, in.ResourceSnapshotJobRoleIdentifier)
	if err != nil {
		return selling.SellingSystemSettings{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if role == "" {
			_, err := tx.Exec(`DELETE FROM selling_settings WHERE account_id = ? AND catalog = ?`, c.Account, in.Catalog)
			return err
		}
		if _, err := tx.Exec(`INSERT INTO selling_settings (account_id, catalog, job_role) VALUES (?, ?, ?)
			ON CONFLICT (account_id, catalog) DO UPDATE SET job_role = excluded.job_role`, c.Account, in.Catalog, role); err != nil {
			return err
		}
		return r.Jobs.Enqueue(tx, resumeJob{c.Account, in.Catalog}, jobq.Unique(c.Account+"/"+in.Catalog))
	})
	return selling.SellingSystemSettings{Catalog: in.Catalog, ResourceSnapshotJobRoleArn: selling.OrNull(role)}, err
}

// Settings answers GetSellingSystemSettings.
func (r *Room) Settings(ctx context.Context, c identity.Caller, in selling.GetSellingSystemSettingsRequest) (selling.SellingSystemSettings, error) {
	out := selling.SellingSystemSettings{Catalog: in.Catalog}
	if err := configure(c, in.Catalog); err != nil {
		return out, err
	}
	err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
		role, err := roleOf(tx, c.Account, in.Catalog)
		out.ResourceSnapshotJobRoleArn = selling.OrNull(role)
		return err
	})
	return out, err
}

// roleOf is the role of an account's snapshot jobs, empty for none.
func roleOf(tx *sqldb.Tx, account, catalog string) (role string, err error) {
	err = tx.Row(`SELECT job_role FROM selling_settings WHERE account_id = ? AND catalog = ?`, account, catalog).Scan(&role)
	if errors.Is(err, sqldb.ErrNone) {
		return "", nil
	}
	return role, err
}

// roleARN is a role of an account in full, given by its name or its ARN; empty for none. A role of another account is refused.
func roleARN(account, given string) (string, error) {
	own := "arn:aws:iam::" + account + ":role/"
	switch {
	case given == "" || strings.HasPrefix(given, own):
		return given, nil
	case !strings.HasPrefix(given, "arn:"):
		return own + given, nil
	}
	const path = "ResourceSnapshotJobRoleIdentifier"
	return "", fault.Broken(catalogue.Violation{
		Field: catalogue.WireName(path), Path: path, At: path, Code: catalogue.InvalidValue, Rule: "snapshot-role",
		Value: catalogue.Shown(given, false), Message: "resourceSnapshotJobRoleIdentifier must be a role of the account " + account,
		MessageJA: "ロールはアカウント " + account + " のものでなければなりません。",
		FixEN:     "Give the name or the ARN of an IAM role of your own account.", FixJA: "自社アカウントの IAM ロールの名前または ARN を指定してください。",
	})
}

// resumeJob has an account's failed snapshot jobs run again.
type resumeJob struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
}

// Kind names the job in the store; it stays.
func (resumeJob) Kind() string { return "snapshot.resume" }

// stretch is how many jobs one transaction has run again.
const stretch = 200

// resume has the running jobs of an account that failed look at their records again.
func (r *Room) resume(ctx context.Context, j jobq.Job[resumeJob]) error {
	for after := ""; ; {
		var n int
		if err := r.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
			n, after, err = r.resumeSome(tx, j.Args, after)
			return err
		}); err != nil || n < stretch {
			return err
		}
	}
}

// resumeSome does a stretch of it, from behind a job on, and answers the last job that it saw.
func (r *Room) resumeSome(tx *sqldb.Tx, of resumeJob, after string) (n int, last string, err error) {
	rows, err := tx.Query(`SELECT id, number, template FROM resource_snapshot_job WHERE account_id = ? AND catalog = ? AND id > ?
		AND COALESCE(status, status) = ? AND failure <> '' ORDER BY id LIMIT ?`, of.Account, of.Catalog, after, selling.JobRunning, stretch)
	if err != nil {
		return 0, after, err
	}
	var keys []opportunity.Key
	var names []string
	last = after
	for rows.Next() {
		k, name := opportunity.Key{Account: of.Account, Catalog: of.Catalog}, ""
		if err := rows.Scan(&last, &k.Number, &name); err != nil {
			return 0, after, errors.Join(err, rows.Close())
		}
		keys, names = append(keys, k), append(names, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, after, err
	}
	for i, k := range keys {
		if err := r.look(tx, k, names[i]); err != nil {
			return 0, after, err
		}
	}
	return len(keys), last, nil
}
