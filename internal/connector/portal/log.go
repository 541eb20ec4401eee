// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/pages"
)

// LogRow is a row of the sync log.
type LogRow struct {
	ID            string    `json:"id"`
	At            time.Time `json:"at"`
	Object        string    `json:"object"`
	RecordID      string    `json:"recordId"`
	RecordName    string    `json:"recordName"`
	OpportunityID string    `json:"opportunityId,omitempty"`
	Direction     string    `json:"direction" enum:"toAws,toCrm"`
	Operation     string    `json:"operation"`
	Outcome       string    `json:"outcome" enum:"done,failed,waiting,skipped"`
	Attempts      int       `json:"attempts"`
	Code          string    `json:"code,omitempty"`
	Message       string    `json:"message,omitempty"`
	MessageJA     string    `json:"messageJa,omitempty"`
	Said          string    `json:"said,omitempty" doc:"what was written down, in AWS's words or for operators"`
	DurationMS    int64     `json:"durationMs"`
}

// LogPage is a page of the sync log.
type LogPage struct {
	Items []LogRow `json:"items" nullable:"false"`
	pages.Page
}

// LogEntry is a row with what was sent and answered.
type LogEntry struct {
	LogRow
	Payload    pages.JSON `json:"payload"`
	Answer     pages.JSON `json:"answer"`
	Violations []MendHere `json:"violations" nullable:"false"`
	RequestID  string     `json:"requestId,omitempty"`
	MayRetry   bool       `json:"mayRetry"`
	MayEdit    bool       `json:"mayEdit"`
	RetriedBy  string     `json:"retriedBy,omitempty"`
}

// Retried names the row that took a failed one up again.
type Retried struct {
	ID string `json:"id"`
}

// LogPath names a log row in an endpoint's path.
type LogPath struct {
	ID string `path:"id"`
}

type retryIn struct {
	LogPath
	Body struct {
		Payload pages.JSON `json:"payload,omitempty" required:"false"`
	}
}

func (p *Portal) log() {
	serve(p, pages.Operation("listLog", http.MethodGet, "/api/connector/log", "A page of the sync log", 200, 400), everybody, p.listLog)
	serve(p, pages.Operation("getLog", http.MethodGet, "/api/connector/log/{id}", "A row of the sync log", 200, 404), everybody, p.entry)
	serve(p, pages.Operation("retryLog", http.MethodPost, "/api/connector/log/{id}/retry", "Take a failed row up again", 202, 404, 409, 422), operations,
		func(ctx context.Context, who embedded.User, in *retryIn) (Retried, error) {
			var payload doc.Doc
			if len(in.Body.Payload) > 0 {
				var err error
				if payload, err = doc.Parse([]byte(in.Body.Payload)); err != nil {
					return Retried{}, pages.Malformed("payload", "the payload is no JSON object")
				}
			}
			next, err := p.Sync.Retry(ctx, who.Account, in.ID, payload)
			return Retried{next.ID}, err
		})
}

// logProperties are what the log can be filtered by.
var logProperties = map[string]pages.Property{
	"outcome": {Operators: "= !="}, "direction": {Operators: "= !="}, "operation": {Operators: "= !="},
	"record": {Operators: "= !="}, "opportunity": {Operators: "= !="}, "at": {Operators: "= < <= > >=", Date: true},
}

func (p *Portal) listLog(ctx context.Context, who embedded.User, in *pages.List) (LogPage, error) {
	q, err := in.Read(pages.Offer{Properties: logProperties, Text: true, Sorts: []string{"at"}, Sort: "at"})
	if err != nil {
		return LogPage{}, err
	}
	f := ledger.Filter{OldestFirst: q.Asc, Cursor: q.Cursor, Limit: q.Size}
	for _, t := range q.Tokens {
		narrow(&f, t)
	}
	found, err := p.Ledger.List(ctx, who.Account, f)
	if err != nil {
		return LogPage{}, err
	}
	out := LogPage{Items: []LogRow{}, Page: pages.Page{Next: found.Next, Previous: found.Previous, Total: found.Total, TotalCapped: found.Capped}}
	for _, e := range found.Rows {
		out.Items = append(out.Items, p.logRow(e))
	}
	return out, nil
}

// narrow adds a condition to a filter.
func narrow(f *ledger.Filter, t pages.Token) {
	lists := map[string][2]*[]string{
		"outcome": {&f.Outcomes, &f.NotOutcomes}, "direction": {&f.Directions, &f.NotDirections}, "operation": {&f.Operations, &f.NotOperations},
		"record": {&f.Records, &f.NotRecords}, "opportunity": {&f.Opportunities, &f.NotOpportunities},
	}
	if pair, known := lists[t.Property]; known {
		if t.Operator == "!=" {
			*pair[1] = append(*pair[1], t.Values...)
		} else {
			*pair[0] = append(*pair[0], t.Values...)
		}
		return
	}
	if t.Property == "" {
		f.Text = t.Values[0]
		return
	}
	day, err := time.Parse(time.DateOnly, t.Values[0])
	if err != nil {
		return // the offer has checked it
	}
	next := day.AddDate(0, 0, 1)
	switch t.Operator {
	case "=":
		f.After, f.Before = day, next
	case "<":
		f.Before = day
	case "<=":
		f.Before = next
	case ">":
		f.After = next
	case ">=":
		f.After = day
	}
}

func (p *Portal) logRow(e ledger.Entry) LogRow {
	says := p.told(e)
	return LogRow{ID: e.ID, At: e.At, Object: e.Key.Object, RecordID: e.Key.Record, RecordName: e.Name, OpportunityID: e.Opportunity,
		Direction: string(e.Direction), Operation: e.Operation, Outcome: string(e.Outcome), Attempts: e.Attempts, Code: e.Code, Message: says.en, MessageJA: says.ja,
		Said: e.Message, DurationMS: e.Duration.Milliseconds()}
}

func (p *Portal) entry(ctx context.Context, who embedded.User, in *LogPath) (LogEntry, error) {
	e, err := p.Ledger.Show(ctx, who.Account, in.ID)
	if err != nil {
		return LogEntry{}, err
	}
	out := LogEntry{LogRow: p.logRow(e), Violations: p.mend(ctx, who, RecordPath{Object: e.Key.Object, ID: e.Key.Record}, e.Violations, &e), RequestID: e.RequestID,
		MayRetry: sync.MayRetry(e), MayEdit: sync.MayEdit(e), RetriedBy: e.RetriedBy}
	if e.Payload != nil {
		out.Payload = doc.Append(nil, e.Payload)
	}
	if e.Answer != nil {
		out.Answer = doc.Append(nil, e.Answer)
	}
	return out, nil
}
