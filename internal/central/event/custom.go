// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	wire "cosell/internal/aws/event"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// EventBridge's limits for one call of PutEvents: entries, and bytes of all of them.
const (
	maxEntries = 10
	maxBytes   = 256 << 10
)

// An Entry is an event of the account's own.
type Entry struct {
	Bus        string // name or ARN; empty means the default bus
	Source     string // not one of AWS's
	DetailType string
	Detail     string // a JSON object
	Resources  []string
	Time       time.Time // when it happened; zero means now
}

// A Receipt is what became of an entry: its event's id, or why it was refused.
type Receipt struct{ ID, Code, Message string }

// Put takes events of the account's own. Those that are in order are taken whatever becomes of the others.
func (b *Bus) Put(ctx context.Context, who identity.Caller, entries []Entry) (receipts []Receipt, err error) {
	if err := manage(who); err != nil {
		return nil, err
	}
	var f form
	f.within("Entries", int64(len(entries)), 1, maxEntries, "entries", "件")
	size := 0
	for _, e := range entries {
		size += len(e.Source) + len(e.DetailType) + len(e.Detail) + len(strings.Join(e.Resources, ""))
	}
	f.within("Entries", int64(size), 0, maxBytes, "bytes in all", "バイト（合計）")
	if err := f.err(); err != nil {
		return nil, err
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		receipts = make([]Receipt, len(entries))
		for i, e := range entries {
			if receipts[i] = e.check(who.Account); receipts[i].Code != "" {
				continue
			}
			receipts[i].ID, err = b.take(tx, Event{Account: who.Account, Source: e.Source, DetailType: e.DetailType, Resources: e.Resources,
				Detail: json.RawMessage(e.Detail), At: e.Time})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return receipts, err
}

// check refuses in the words of EventBridge.
func (e *Entry) check(account string) Receipt {
	refuse := func(code, format string, args ...any) Receipt {
		return Receipt{Code: code, Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case e.Bus != "" && e.Bus != BusName && e.Bus != BusARN(account):
		return refuse("InvalidArgument", "Parameter EventBusName is not valid. Reason: there is one bus, %s.", BusName)
	case e.Source == "":
		return refuse("InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.")
	case strings.HasPrefix(strings.ToLower(e.Source), "aws."):
		return refuse("NotAuthorizedForSourceException", "Not authorized for the source %q: sources that begin with aws. are AWS's own.", e.Source)
	case e.DetailType == "":
		return refuse("InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument.")
	case len(e.Source) > 256 || len(e.DetailType) > 256:
		return refuse("InvalidArgument", "Parameter Source or DetailType is not valid. Reason: at most 256 bytes.")
	case e.Detail == "":
		return refuse("InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument.")
	case strings.ContainsRune(e.Source+e.DetailType+strings.Join(e.Resources, ""), 0):
		return refuse("InvalidArgument", "Parameters hold the character U+0000.")
	}
	if _, err := doc.Parse([]byte(e.Detail)); err != nil {
		return refuse("MalformedDetail", "Detail is malformed. It must be one JSON object.")
	}
	if e.Detail = compact(e.Detail); !fits(e.Detail) {
		return refuse("MalformedDetail", "Detail is malformed. It has too many members, or they lie too deep.")
	}
	return Receipt{}
}

// fits says whether a detail can still be read inside of its envelope.
func fits(detail string) bool {
	_, err := doc.Parse([]byte(`{"detail":` + detail + `}`))
	return err == nil
}

// compact writes a detail, which has been parsed, without the space around its members, in the order of its sender.
func compact(detail string) string {
	text, err := encode(json.RawMessage(detail))
	if err != nil {
		return detail
	}
	return string(text)
}

// SendSample sends an event of a detail-type, about records that nobody has, to one target, whatever its rule takes. It
// answers the delivery's id.
func (b *Bus) SendSample(ctx context.Context, who identity.Caller, rule, target, detailType, catalog string) (id string, err error) {
	if err := manage(who); err != nil {
		return "", err
	}
	now := b.clock.Now()
	sample, ok := wire.Sample(detailType, wire.Head{Account: who.Account, Catalog: catalog, Time: now})
	if !ok {
		var f form
		f.breach("Type", catalogue.InvalidEnumValue, catalogue.Violation{Message: "There is no event of this type.", MessageJA: "このタイプのイベントはありません。",
			Value: detailType, FixEN: "Choose one of " + strings.Join(sampleTypes, ", ") + ".", FixJA: strings.Join(sampleTypes, "、") + " のいずれかを指定してください。"})
		return "", f.err()
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		targets, err := readTargets(tx, who.Account, rule)
		if err != nil {
			return err
		}
		found := false
		for _, t := range targets {
			found = found || t.ID == target
		}
		if !found {
			return missing("Target", target)
		}
		e := Event{Account: who.Account, Source: sample.Source, DetailType: sample.DetailType, Resources: sample.Resources, Detail: sample.Detail}
		n, err := e.note(newID(tx.Now()), tx.Now())
		if err != nil {
			return fmt.Errorf("sample %s: %w", detailType, err)
		}
		_, err = tx.Exec(`INSERT INTO event (account_id, id, at_us, source, detail_type, resources, detail, ruleset)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0)`, n.account, n.id, sqldb.Micros(n.at), n.source, n.detailType, string(n.resources), string(n.detail))
		if err != nil {
			return fmt.Errorf("store sample %s: %w", detailType, err)
		}
		id, err = b.plan(tx, n, rule, target)
		return err
	})
	return id, err
}
