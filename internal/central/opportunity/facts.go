// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/fact"
	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/tally"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// The objects of the API whose fields lists filter by.
const (
	ownSource    = "Opportunity"
	submitSource = "SubmitOpportunity"
	awsSource    = "AwsOpportunitySummary"
)

// Sheet is the fields that a list of opportunities may be filtered by and is searched in: all that the partner may see, but
// the customer's people, who are sealed; and what the record's past comes to.
var Sheet = fact.NewSheet(catalogue.Opportunity, []string{ownSource, submitSource, awsSource}, func(f *catalogue.Field) bool {
	return !strings.HasPrefix(f.Path, contactsPath)
}, pastFields...).WithPieces("customer_company_name", "project_title", "next_steps", "city", "owner_name", "opportunity_id", "partner_crm_id")

// facts are what the partner sees of its record.
func (r *Record) facts(side Side, p past) (fact.Facts, error) {
	own := doc.Doc{"Origin": r.Origin, "InvolvementType": r.Involvement, "Visibility": r.Visibility}
	for name, v := range r.Doc {
		own[name] = v
	}
	for name, v := range r.head() {
		own[name] = v
	}
	derived := p.doc()
	derived["Revenue"] = doc.Text(r.spend(), "Amount")
	documents := map[string]doc.Doc{ownSource: own, submitSource: own, pastSource: derived}
	if rule.MayCall(r.State(), rule.CallSummary, "") {
		text, err := json.Marshal(r.Disclosed(side, false))
		if err != nil {
			return nil, err
		}
		if documents[awsSource], err = doc.Parse(text); err != nil {
			return nil, err
		}
	}
	facts := Sheet.Of(documents)
	facts[tally.OwnerFact] = []string{r.Owner}
	return facts, nil
}

// factsOf reads a record's facts as they are now. The customer's people stay sealed.
func factsOf(tx *sqldb.Tx, k Key) (fact.Facts, error) {
	nobody := func(string, []byte) ([]byte, error) { return []byte("[]"), nil }
	rec, err := k.restore(tx.Row(selectRecord, k.Account, k.Catalog, k.Number), nobody)
	if fault.Is(err, fault.NotFound) {
		return fact.Facts{}, nil
	}
	if err != nil {
		return nil, err
	}
	side, _, err := readSide(tx, k)
	if err != nil {
		return nil, err
	}
	p, err := pastOf(tx, rec)
	if err != nil {
		return nil, err
	}
	return rec.facts(side, p)
}

const (
	gulp   = 200 // records that are asked and taken in together
	asides = 400 // unread records that a list asks one by one
)

// readUp reads what was put aside, until no more than rest records wait.
func (r *Room) readUp(ctx context.Context, p concordance.Place, rest int) error {
	for {
		var waiting int
		err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
			left, err := concordance.Unread(tx, p, rest+1)
			waiting = len(left)
			return err
		})
		if err != nil || waiting <= rest {
			return err
		}
		if _, err := r.readSome(ctx, p); err != nil {
			return err
		}
	}
}

// readSome asks records beside whoever writes, and claims the database only to write down what they said. It answers how many
// it has asked.
func (r *Room) readSome(ctx context.Context, p concordance.Place) (int, error) {
	var said concordance.Gathering
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		said, err = concordance.Gather(tx, p, Sheet, gulp, func(number int64) (fact.Facts, error) {
			return factsOf(tx, Key{p.Account, p.Catalog, number})
		})
		return err
	})
	if err != nil || len(said) == 0 {
		return 0, err
	}
	return len(said), r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		moved := pastNames.Changes()
		if err := said.TakeIn(tx, p, moved.Note); err != nil {
			return err
		}
		return moved.Apply(tx, p.Account, p.Catalog)
	})
}

// readJob reads what was put aside everywhere.
type readJob struct{}

// Kind names the job in the store; it stays.
func (readJob) Kind() string { return "opportunity.read" }

// pause is how long changes wait to be read together.
const pause = 10 * time.Second

// Schedule has changed records read into the concordance now and then. Lists do not need it: they read what is missing.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[readJob]) error { return r.ReadAll(ctx) }, jobq.Policy{})
	jobs.Every(readJob{}, pause)
}

// ReadAll reads all that was put aside, without haste: nobody waits for it, and others want the database between gulps.
func (r *Room) ReadAll(ctx context.Context) error {
	var places []concordance.Place
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		places, err = concordance.Places(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range places {
		for n := gulp; n == gulp; {
			if n, err = r.readSome(ctx, p); err != nil {
				return fmt.Errorf("read opportunities of %s: %w", p.Account, err)
			}
			if n == gulp {
				r.DB.GiveWay(ctx)
			}
		}
	}
	return nil
}
