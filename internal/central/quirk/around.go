// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quirk

import (
	"context"
	"html"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
)

// Around has an operation behave as the quirks that are on have it. It stands behind the signature: a stranger sees none.
func (r *Room) Around(name string, do awsjson.Operation) awsjson.Operation {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		on := r.all(ctx)
		if len(on) == 0 {
			return do(ctx, body)
		}
		c := call{room: r, on: on, name: name, account: r.Account(ctx)}
		c.doc, _ = doc.Parse(body) // what cannot be read, the operation itself refuses
		if err := c.delay(ctx); err != nil {
			return nil, err
		}
		for _, refuse := range []func(context.Context) error{c.throttle, c.fail, c.unborn, c.terminal, c.spend} {
			if err := refuse(ctx); err != nil {
				return nil, err
			}
		}
		answer, err := do(ctx, body)
		if err != nil || len(answer) == 0 {
			return answer, err
		}
		return c.bend(answer)
	}
}

// A call is one request on its way.
type call struct {
	room    *Room
	on      map[string]values
	name    string
	account string
	doc     doc.Doc
}

func (c *call) delay(ctx context.Context) error {
	if v, on := c.on[SlowAnswers]; on && v.covers(c.name) {
		select {
		case <-c.room.Clock.After(v.span("milliseconds")):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// hits draws whether a quirk meets this call.
func (c *call) hits(id string) bool {
	v, on := c.on[id]
	return on && v.covers(c.name) && c.room.Draw() < v.number("percent")
}

func (c *call) throttle(context.Context) error {
	if c.hits(ThrottlingStorm) {
		return awsjson.Throttling("Rate exceeded")
	}
	return nil
}

// errOnPurpose is what the log says of a failure that somebody has ordered.
type errOnPurpose struct{}

func (errOnPurpose) Error() string { return "the quirk " + ServerErrors + " is on" }

func (c *call) fail(context.Context) error {
	if !c.hits(ServerErrors) {
		return nil
	}
	if c.on[ServerErrors]["kind"] == "ServiceUnavailable" {
		return awsjson.ServiceUnavailable(errOnPurpose{})
	}
	return awsjson.Internal(errOnPurpose{})
}

// named is the opportunity that the request is about.
func (c *call) named() string {
	for _, member := range []string{selling.MemberIdentifier, "OpportunityIdentifier", "RelatedOpportunityIdentifier"} {
		if id := doc.Text(c.doc, member); id != "" {
			return id
		}
	}
	return ""
}

func (c *call) catalog() string { return doc.Text(c.doc, selling.MemberCatalog) }

// unborn does not find what was just created.
func (c *call) unborn(context.Context) error {
	if _, on := c.on[ReadsLag]; on && c.room.hidden(birth{c.account, c.catalog(), c.named()}) {
		return awsjson.NotFound("Resource not found")
	}
	return nil
}

func (r *Room) hidden(b birth) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	until, found := r.born[b]
	return found && r.Clock.Now().Before(until)
}

// bear hides a new opportunity for a while, and forgets those that are visible by now.
func (c *call) bear(id string) {
	r := c.room
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock.Now()
	for b, until := range r.born {
		if !now.Before(until) {
			delete(r.born, b)
		}
	}
	r.born[birth{c.account, c.catalog(), id}] = now.Add(c.on[ReadsLag].span("milliseconds"))
}

func (c *call) terminal(ctx context.Context) error {
	if _, on := c.on[ApprovedTerminal]; !on || c.name != "UpdateOpportunity" {
		return nil
	}
	status, err := c.room.Review(ctx, c.account, c.catalog(), c.named())
	if err != nil || status != "Approved" {
		return err
	}
	message := "Cannot transition opportunity from status 'Approved' to 'Submitted'."
	return awsjson.Validation(awsjson.BusinessValidationFailed, message,
		awsjson.FieldError{FieldName: "lifeCycle.reviewStatus", Message: message, Code: "INVALID_RESOURCE_STATE"})
}

// spend holds the expected spend against the older rules.
func (c *call) spend(context.Context) error {
	if _, on := c.on[StrictSpend]; !on || c.name != "CreateOpportunity" && c.name != "UpdateOpportunity" {
		return nil
	}
	var wrong []awsjson.FieldError
	refuse := func(member, message string) {
		wrong = append(wrong, awsjson.FieldError{FieldName: "project.expectedCustomerSpend" + member, Message: message, Code: "INVALID_VALUE"})
	}
	entries := doc.Objects(c.doc, catalogue.PathSpend)
	if len(entries) > 1 {
		refuse("", "project.expectedCustomerSpend must have one entry")
	}
	for _, e := range entries {
		for _, m := range []struct{ name, field, want string }{{"TargetCompany", "targetCompany", "AWS"}, {"CurrencyCode", "currencyCode", "USD"}, {"Frequency", "frequency", "Monthly"}} {
			if got := doc.Text(e, m.name); got != "" && got != m.want {
				refuse("."+m.field, "project.expectedCustomerSpend."+m.field+" must be "+m.want)
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return awsjson.Validation(awsjson.BusinessValidationFailed, wrong[0].Message, wrong...)
}

// bend changes an answer.
func (c *call) bend(answer []byte) ([]byte, error) {
	_, lag := c.on[ReadsLag]
	escape, escaped := c.on[EscapedText]
	_, null := c.on[NullReasonCode]
	reads := strings.HasPrefix(c.name, "Get") || strings.HasPrefix(c.name, "List")
	if !lag && !(reads && (escaped || null)) {
		return answer, nil
	}
	d, err := doc.Parse(answer)
	if err != nil {
		return nil, err
	}
	switch {
	case lag && c.name == "CreateOpportunity":
		c.bear(doc.Text(d, "Id"))
		return answer, nil
	case lag && c.name == "ListOpportunities":
		c.hide(d)
	}
	if reads && escaped {
		garble(d, "", escape.number("times"))
	}
	if null && strings.HasPrefix(c.name, "List") {
		for _, task := range doc.Objects(d, "TaskSummaries") {
			if task["ReasonCode"] == nil {
				task["ReasonCode"] = "null"
			}
		}
	}
	return doc.Append(nil, d), nil
}

// hide takes out of a list what reads do not see yet.
func (c *call) hide(d doc.Doc) {
	var seen []any
	for _, o := range doc.Objects(d, "OpportunitySummaries") {
		if !c.room.hidden(birth{c.account, c.catalog(), doc.Text(o, "Id")}) {
			seen = append(seen, o)
		}
	}
	if seen == nil {
		seen = []any{}
	}
	d["OpportunitySummaries"] = seen
}

// free are the members that people fill with text of their own.
var free = map[string]bool{"Title": true, "CustomerBusinessProblem": true, "AdditionalComments": true, "NextSteps": true, "Value": true,
	"OtherSolutionDescription": true, "OtherCompetitorNames": true, "CompanyName": true, "ReviewComments": true, "StreetAddress": true, "Description": true}

// garble escapes free text wherever it stands.
func garble(v any, name string, times int) any {
	switch v := v.(type) {
	case string:
		if free[name] {
			for range times {
				v = strings.ReplaceAll(html.EscapeString(v), ":", "&colon;")
			}
		}
		return v
	case doc.Doc:
		for member, value := range v {
			v[member] = garble(value, member, times)
		}
	case []any:
		for i, e := range v {
			v[i] = garble(e, name, times)
		}
	}
	return v
}
