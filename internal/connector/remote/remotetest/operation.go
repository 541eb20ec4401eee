// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package remotetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
)

func (c *Central) operations() map[string]awsjson.Operation {
	out := map[string]awsjson.Operation{}
	for name, do := range map[string]func(doc.Doc) (doc.Doc, bool, error){
		"CreateOpportunity": c.create, "UpdateOpportunity": c.update, "GetOpportunity": c.get, "GetAwsOpportunitySummary": c.summary,
		"ListOpportunities": c.list, "AssociateOpportunity": c.associate, "DisassociateOpportunity": c.disassociate,
		"SubmitOpportunity": c.submit, "AssignOpportunity": c.assign, "StartEngagementFromOpportunityTask": c.start,
		"ListSolutions": c.offers,
	} {
		out[name] = func(ctx context.Context, body []byte) ([]byte, error) { return c.serve(ctx, name, body, do) }
	}
	return out
}

// serve keeps the journal, the quotas and the tokens around an operation.
func (c *Central) serve(ctx context.Context, name string, body []byte, do func(doc.Doc) (doc.Doc, bool, error)) ([]byte, error) {
	in, err := doc.Parse(body)
	if err != nil {
		return nil, awsjson.Serialization(err.Error())
	}
	c.mu.Lock()
	fault, refuse := c.fault, c.refuse
	c.mu.Unlock()
	call := Call{Operation: name, At: c.clk.Now(), Body: in}
	if fault != nil {
		call.Fault = fault(name, in)
	}
	if call.Fault == Overtaken {
		c.overtake(in)
	}
	if after, ok := ctx.Value(afterKey{}).(*Fault); ok {
		*after = call.Fault
	}
	c.mu.Lock()
	defer func() {
		c.calls = append(c.calls, call)
		c.mu.Unlock()
		if id := touched(name, in); call.Effect && id != "" {
			c.told(id)
		}
	}()
	if c.quota && c.over(writes(name), call.At) {
		call.OverQuota = true
		return nil, awsjson.Throttling("Rate exceeded")
	}
	switch f := call.Fault; {
	case f == Broken || f == Page:
		return nil, awsjson.Internal(errors.New("broken"))
	case f == Throttled:
		return nil, awsjson.Throttling("Rate exceeded")
	case f == Expired:
		return nil, awsjson.ExpiredToken()
	case f == Denied:
		return nil, awsjson.AccessDenied("The policy does not allow " + name)
	}
	if refuse != nil {
		if err := refuse(name, in); err != nil {
			return nil, err
		}
	}
	answer, effect, err := c.once(name, in, body, do)
	call.Effect = effect
	return answer, err
}

func touched(name string, in doc.Doc) string {
	if name == "AssociateOpportunity" || name == "DisassociateOpportunity" {
		return doc.Text(in, "OpportunityIdentifier")
	}
	return doc.Text(in, "Identifier")
}

func (c *Central) overtake(in doc.Doc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o := c.byID[doc.Text(in, "Identifier")]; o != nil {
		c.touch(o)
	}
}

// once answers a token's second request with the first answer.
func (c *Central) once(name string, in doc.Doc, body []byte, do func(doc.Doc) (doc.Doc, bool, error)) ([]byte, bool, error) {
	key := name + "/" + doc.Text(in, "ClientToken")
	known, seen := c.tokens[key]
	seen = seen && doc.Text(in, "ClientToken") != "" && c.clk.Now().Sub(known.at) < 24*time.Hour
	if seen && known.sum != sha256.Sum256(body) {
		return nil, false, awsjson.Conflict("Conflicting client token submitted for a new request body.")
	}
	if seen {
		return known.answer, false, nil
	}
	if bad := catalogue.CheckRequest(name, in); len(bad) > 0 && !c.newer {
		return nil, false, awsjson.Validation(awsjson.RequestValidationFailed, "The request is not valid.", fields(bad)...)
	}
	out, effect, err := do(in)
	if err != nil {
		return nil, false, err
	}
	var answer []byte
	if out != nil {
		answer = doc.Append(nil, out)
	}
	if doc.Text(in, "ClientToken") != "" && doc.Text(out, "TaskStatus") != "IN_PROGRESS" {
		c.tokens[key] = token{sum: sha256.Sum256(body), answer: answer, at: c.clk.Now()}
	}
	return answer, effect, nil
}

func fields(bad []catalogue.Violation) []awsjson.FieldError {
	var out []awsjson.FieldError
	for _, v := range bad {
		out = append(out, awsjson.FieldError{FieldName: v.Field, Message: v.Message, Code: string(v.Code)})
	}
	return out
}

func business(bad []catalogue.Violation) error {
	if len(bad) == 0 {
		return nil
	}
	return awsjson.Validation(awsjson.BusinessValidationFailed, "The opportunity breaks a rule.", fields(bad)...)
}

func (o *Opportunity) record() rule.Record {
	return rule.Record{Doc: o.Doc, Solutions: o.Solutions, Products: o.Products, Origin: "Partner Referral"}
}

func (o *Opportunity) state() rule.State {
	stage := doc.Text(o.Doc, "LifeCycle.Stage")
	if stage == "" {
		stage = rule.StageProspect
	}
	return rule.StateOf(doc.Text(o.Doc, "LifeCycle.ReviewStatus"), stage)
}

func (c *Central) create(in doc.Doc) (doc.Doc, bool, error) {
	d := doc.Clone(in)
	for _, member := range []string{"ClientToken", "Origin"} {
		delete(d, member)
	}
	change := rule.Change{Moment: rule.OnCreate, API: true, After: rule.Record{Doc: d, Origin: "Partner Referral"}, Catalog: "AWS", Now: c.clk.Now(), Taken: c.taken}
	if err := business(rule.Check(change)); err != nil {
		return nil, false, err
	}
	id := "O" + strconv.Itoa(5_000_000+len(c.byID))
	o := &Opportunity{Doc: d, Created: c.clk.Now()}
	doc.Set(d, "Id", id)
	doc.Set(d, "CreatedDate", selling.Timestamp(o.Created))
	doc.Set(d, "LifeCycle.ReviewStatus", rule.ReviewPending)
	c.byID[id] = o
	stamp := c.touch(o)
	return doc.Doc{"Id": id, "LastModifiedDate": stamp, "PartnerOpportunityIdentifier": doc.Get(d, "PartnerOpportunityIdentifier")}, true, nil
}

func (c *Central) taken(reference string) string {
	if !c.unique {
		return ""
	}
	for id, o := range c.byID {
		if doc.Text(o.Doc, "PartnerOpportunityIdentifier") == reference && reference != "" {
			return id
		}
	}
	return ""
}

func (c *Central) find(in doc.Doc, member string) (*Opportunity, error) {
	o := c.byID[doc.Text(in, member)]
	if o == nil {
		return nil, awsjson.NotFound("Resource not found")
	}
	return o, nil
}

func (c *Central) get(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "Identifier")
	if err != nil {
		return nil, false, err
	}
	return c.shown(o), false, nil
}

func (c *Central) update(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "Identifier")
	if err != nil {
		return nil, false, err
	}
	if doc.Text(in, "LastModifiedDate") != doc.Text(o.Doc, "LastModifiedDate") {
		return nil, false, awsjson.Conflict("The opportunity was modified after the supplied LastModifiedDate.")
	}
	if !rule.MayCall(o.state(), rule.CallUpdate, "") {
		return nil, false, business([]catalogue.Violation{{Field: "lifeCycle.reviewStatus", Code: catalogue.InvalidResourceState, Message: "The opportunity cannot change now."}})
	}
	before := o.record()
	after := before
	after.Doc = doc.Clone(in)
	for _, member := range []string{"Identifier"} {
		delete(after.Doc, member)
	}
	for _, path := range []string{"LifeCycle.ReviewStatus", "LifeCycle.ReviewComments", "LifeCycle.ReviewStatusReason", "Id", "CreatedDate", "OpportunityTeam"} {
		doc.Set(after.Doc, path, doc.Get(o.Doc, path))
	}
	delete(after.Doc, "RelatedEntityIdentifiers")
	before.Doc = doc.Clone(before.Doc)
	if err := business(rule.Check(rule.Change{Moment: rule.OnUpdate, API: true, Before: &before, After: after, Catalog: "AWS", Now: c.clk.Now()})); err != nil {
		return nil, false, err
	}
	o.Doc = after.Doc
	if doc.Text(o.Doc, "LifeCycle.ReviewStatus") == rule.ReviewActionRequired {
		o.resubmit()
	}
	return doc.Doc{"Id": doc.Text(o.Doc, "Id"), "LastModifiedDate": c.touch(o)}, true, nil
}

func (c *Central) associate(in doc.Doc) (doc.Doc, bool, error) { return c.tie(in, true) }

func (c *Central) disassociate(in doc.Doc) (doc.Doc, bool, error) { return c.tie(in, false) }

func (c *Central) tie(in doc.Doc, on bool) (doc.Doc, bool, error) {
	o, err := c.find(in, "OpportunityIdentifier")
	if err != nil {
		return nil, false, err
	}
	kind, id := doc.Text(in, "RelatedEntityType"), doc.Text(in, "RelatedEntityIdentifier")
	if !rule.MayCall(o.state(), rule.CallAssociate, kind) {
		return nil, false, business([]catalogue.Violation{{Field: "lifeCycle.reviewStatus", Code: catalogue.InvalidResourceState, Message: "Associations cannot change now."}})
	}
	list := &o.Solutions
	if kind == rule.AwsProducts {
		list = &o.Products
	}
	if on && kind == rule.Solutions && c.own != nil && c.own[id] != "Active" {
		return nil, false, business([]catalogue.Violation{{Field: "relatedEntityIdentifiers.solutions", Code: catalogue.InvalidValue, Message: "There is no such active solution."}})
	}
	had := slices.Contains(*list, id)
	*list = slices.DeleteFunc(slices.Clone(*list), func(s string) bool { return s == id })
	if on {
		*list = append(*list, id)
	} else if !had {
		return nil, false, awsjson.NotFound("Resource not found")
	}
	c.touch(o)
	return nil, on != had, nil
}

func (c *Central) assign(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "Identifier")
	if err != nil {
		return nil, false, err
	}
	if !rule.MayCall(o.state(), rule.CallAssign, "") {
		return nil, false, business([]catalogue.Violation{{Field: "lifeCycle.reviewStatus", Code: catalogue.InvalidResourceState, Message: "It cannot be assigned now."}})
	}
	doc.Set(o.Doc, "OpportunityTeam", []any{doc.Doc{"BusinessTitle": "OpportunityOwner", "Email": doc.Text(in, "Assignee.Email")}})
	c.touch(o)
	return nil, true, nil
}

func (c *Central) submit(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "Identifier")
	if err != nil {
		return nil, false, err
	}
	return nil, true, c.toReview(o, doc.Text(in, "InvolvementType"), doc.Text(in, "Visibility"))
}

func (c *Central) toReview(o *Opportunity, involvement, visibility string) error {
	if !rule.MayCall(o.state(), rule.CallSubmit, "") {
		return business([]catalogue.Violation{{Field: "lifeCycle.reviewStatus", Code: catalogue.InvalidResourceState, Message: "It was submitted before."}})
	}
	r := o.record()
	r.Involvement, r.Visibility = involvement, visibility
	if err := business(rule.Check(rule.Change{Moment: rule.OnSubmit, API: true, Before: &r, After: r, Catalog: "AWS", Now: c.clk.Now(), Involvement: involvement, Visibility: visibility})); err != nil {
		return err
	}
	o.resubmit()
	c.touch(o)
	return nil
}

// resubmit sends an opportunity to review; what the reviewer asked before is over.
func (o *Opportunity) resubmit() {
	doc.Set(o.Doc, "LifeCycle.ReviewStatus", rule.ReviewSubmitted)
	doc.Delete(o.Doc, "LifeCycle.ReviewComments")
	doc.Delete(o.Doc, "LifeCycle.ReviewStatusReason")
}

func (c *Central) start(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "Identifier")
	if err != nil {
		return nil, false, err
	}
	if c.async > 0 {
		c.async--
		return doc.Doc{"TaskStatus": "IN_PROGRESS"}, false, nil
	}
	if err := c.toReview(o, doc.Text(in, "AwsSubmission.InvolvementType"), doc.Text(in, "AwsSubmission.Visibility")); err != nil {
		return nil, false, err
	}
	return doc.Doc{"TaskStatus": "COMPLETE", "OpportunityId": doc.Text(o.Doc, "Id")}, true, nil
}

func (c *Central) summary(in doc.Doc) (doc.Doc, bool, error) {
	o, err := c.find(in, "RelatedOpportunityIdentifier")
	if err != nil || !rule.MayCall(o.state(), rule.CallSummary, "") {
		return nil, false, awsjson.NotFound("Resource not found")
	}
	d := doc.Clone(o.Summary)
	if d == nil {
		d = doc.Doc{}
	}
	d["Catalog"], d["RelatedOpportunityId"] = "AWS", doc.Text(o.Doc, "Id")
	return d, false, nil
}

// list answers two summaries a page, so that every client must turn pages.
func (c *Central) list(in doc.Doc) (doc.Doc, bool, error) {
	const size = 2
	after, created := doc.Text(in, "LastModifiedDate.AfterLastModifiedDate"), doc.Text(in, "CreatedDate.AfterCreatedDate")
	names := doc.Texts(in, "CustomerCompanyName")
	var found []*Opportunity
	for _, o := range c.byID {
		if len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, doc.Text(o.Doc, "Customer.Account.CompanyName")) }) ||
			after != "" && earlier(doc.Text(o.Doc, "LastModifiedDate"), after) || created != "" && earlier(doc.Text(o.Doc, "CreatedDate"), created) {
			continue
		}
		found = append(found, o)
	}
	slices.SortFunc(found, func(a, b *Opportunity) int {
		return strings.Compare(doc.Text(a.Doc, "LastModifiedDate"), doc.Text(b.Doc, "LastModifiedDate"))
	})
	from, err := strconv.Atoi("0" + doc.Text(in, "NextToken"))
	if err != nil {
		return nil, false, awsjson.Validation(awsjson.RequestValidationFailed, "NextToken is not valid.")
	}
	to := min(from+size, len(found))
	page := doc.Doc{"NextToken": nil, "OpportunitySummaries": []any{}}
	if to < len(found) {
		page["NextToken"] = fmt.Sprint(to)
	}
	var rows []any
	for _, o := range found[min(from, to):to] {
		rows = append(rows, doc.Doc{"Catalog": "AWS", "Id": doc.Text(o.Doc, "Id"), "CreatedDate": doc.Text(o.Doc, "CreatedDate"),
			"LastModifiedDate": doc.Text(o.Doc, "LastModifiedDate"), "PartnerOpportunityIdentifier": doc.Get(o.Doc, "PartnerOpportunityIdentifier"),
			"LifeCycle": doc.Doc{"ReviewStatus": doc.Text(o.Doc, "LifeCycle.ReviewStatus")}})
	}
	if rows != nil {
		page["OpportunitySummaries"] = rows
	}
	return page, false, nil
}

func earlier(a, b string) bool {
	at, err1 := time.Parse(time.RFC3339Nano, a)
	bt, err2 := time.Parse(time.RFC3339Nano, b)
	return err1 == nil && err2 == nil && at.Before(bt)
}
