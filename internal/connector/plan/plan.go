// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package plan decides, field by field, what a sync writes where. It does nothing else: it reads values and answers a plan.
//
// The decision is three-way. Beside what the CRM and AWS say now it looks at the base, what both said when they last
// agreed, and so tells an edit from an old value. The page that shows what a sync would do shows this same plan.
package plan

import (
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/mapping"
)

// Input is everything a plan is made of.
type Input struct {
	Mapping *mapping.Mapping
	Base    *Base // nil: the two sides never agreed
	Share   Share
	// Answered is the number of AWS's question that somebody said is to be answered with what the CRM has; 0 for none.
	Answered int

	CRM     mapping.Bundle // the CRM's records now
	Owner   Person         // who is to own the opportunity; the zero Person leaves the owner alone
	Gone    bool           // the CRM's record was deleted
	ACE     crm.Fields     // the CRM's record of what AWS says; nil: there is none yet
	CRMTime time.Time      // last edit in the CRM

	AWS     doc.Doc // the opportunity now; nil: there is none yet
	Summary doc.Doc // AWS's own side; nil: not disclosed
	AWSTime time.Time
}

// Share is what the seller asked of AWS when sharing the record.
type Share struct {
	Involvement string
	Visibility  string
}

// Person is a user of Partner Central.
type Person struct{ Email, FirstName, LastName string }

// Base is what the two sides last agreed on, each in its own form: AWS corrects some values silently, and a value that
// was corrected is not an edit.
type Base struct {
	CRM    mapping.Values `json:"crm"`
	AWS    mapping.Values `json:"aws"`
	Review string         `json:"review,omitempty"`
	// Comment is the last reviewer's comment that was shown, and Rounds how many were.
	Comment string `json:"comment,omitempty"`
	Rounds  int    `json:"rounds,omitempty"`
	// Question counts the times that AWS asked for action, and Waiting has the CRM's values of edits that were made before
	// the last of these questions was seen: they are no answer to it.
	Question int            `json:"question,omitempty"`
	Waiting  mapping.Values `json:"waiting,omitempty"`
	Owner    string         `json:"owner,omitempty"` // who was last to own the opportunity, as the CRM says
}

// A Decision is what happens to one field.
type Decision string

// The decisions.
const (
	Same     Decision = "same"
	ToAWS    Decision = "toAws"
	ToCRM    Decision = "toCrm"
	Parked   Decision = "parked"   // sent once the review is over, or with the answer to AWS's question
	Refused  Decision = "refused"  // ACE does not let it change any more
	Conflict Decision = "conflict" // both changed; Winner says whose value goes where
)

// A Field is the decision on one pair.
type Field struct {
	Pair     mapping.Pair
	Base     any
	CRM      any
	AWS      any
	Decision Decision
	Winner   mapping.Winner // of a conflict: crm or aws
	Why      string
	WhyJA    string
	Locked   bool // an edit that ACE does not let through in the state of the opportunity
}

// Goes says to which side the field's value is written: ToAWS, ToCRM, or "" for neither.
func (f Field) Goes() Decision {
	switch {
	case f.Decision == ToAWS, f.Decision == Conflict && f.Winner == mapping.CRMWins:
		return ToAWS
	case f.Decision == ToCRM, f.Decision == Conflict && f.Winner == mapping.AWSWins:
		return ToCRM
	}
	return ""
}

// An Operation is the kind of a step.
type Operation string

// The operations.
const (
	Create       Operation = "CreateOpportunity"
	Update       Operation = "UpdateOpportunity"
	Associate    Operation = "AssociateOpportunity"
	Disassociate Operation = "DisassociateOpportunity"
	Assign       Operation = "AssignOpportunity"
	Submit       Operation = "SubmitOpportunity"
	WriteCRM     Operation = "WriteCrm"
	Comment      Operation = "Comment"
)

// ToAWS says whether the step calls AWS.
func (o Operation) ToAWS() bool { return o != WriteCRM && o != Comment }

// A Step is one thing to do. Steps are done in their order.
type Step struct {
	Operation Operation
	Says      string
	SaysJA    string
	Type      string // of the related entity, for Associate and Disassociate
	Entity    string
}

// A Plan is what a sync would do.
type Plan struct {
	Fields []Field
	Steps  []Step
	// Document is the opportunity as it is to be: of Create and Update, and what Submit is checked against.
	Document doc.Doc
	// Solutions and Products are the associations as they are to be.
	Solutions, Products []string
	// Write are the values for the CRM, by object.
	Write map[string]crm.Fields
	// ACE are the facts for the CRM's record of what AWS says; nil: it says them already.
	ACE crm.Fields
	// Comment is what the reviewer said and the CRM does not show yet; "" for nothing.
	Comment string
	// Owner is who owns the opportunity once the plan is carried out, as the CRM says; "" when that is not to be noted.
	Owner string
	// Unfit lists values of the CRM that ACE has no words for. While there are any, nothing goes to AWS.
	Unfit []catalogue.Violation
	State rule.State
	// Asked says that AWS asks for action and the CRM does not know it yet; Answers, that the plan answers what was asked.
	Asked, Answers bool
}

// Empty says whether there is nothing to do.
func (p Plan) Empty() bool { return len(p.Steps) == 0 }

// Sends says whether a step calls AWS.
func (p Plan) Sends() bool {
	for _, s := range p.Steps {
		if s.Operation.ToAWS() {
			return true
		}
	}
	return false
}

// Ties says whether a step asks AWS to look at what is associated.
func (p Plan) Ties() bool {
	for _, s := range p.Steps {
		if s.Operation == Associate || s.Operation == Submit || s.Operation == Update && p.State == rule.ActionRequired {
			return true
		}
	}
	return false
}

// Tells says whether a step writes to the CRM.
func (p Plan) Tells() bool { return len(p.Write) > 0 || p.ACE != nil || p.Comment != "" }

// Parked lists the fields that wait for the review to end or for an answer.
func (p Plan) Parked() []Field {
	var out []Field
	for _, f := range p.Fields {
		if f.Decision == Parked {
			out = append(out, f)
		}
	}
	return out
}

// Locked lists the edits that ACE does not let through now, nor will once the review is over.
func (p Plan) Locked() []Field {
	var out []Field
	for _, f := range p.Fields {
		if f.Locked {
			out = append(out, f)
		}
	}
	return out
}

// Make makes the plan.
func Make(in Input) Plan {
	m := maker{Input: in}
	if in.Base == nil {
		m.base = Base{CRM: mapping.Values{}, AWS: mapping.Values{}}
	} else {
		m.base = *in.Base
	}
	m.crm, m.plan.Unfit = in.Mapping.Out(in.CRM)
	m.plan.State = rule.Draft
	if in.AWS != nil {
		m.aws = in.Mapping.Read(in.AWS)
		m.plan.State = rule.StateOf(doc.Text(in.AWS, catalogue.PathReviewStatus), stageOf(in.AWS))
	}
	if in.Gone {
		return m.plan // what AWS has been told stays told; nothing is deleted there
	}
	m.decideAll()
	if comes := m.comes(); len(comes) > 0 {
		m.crm, m.plan.Unfit = in.Mapping.OutBeside(in.CRM, comes)
		m.decideAll()
	}
	m.answer()
	m.steps()
	return m.plan
}

func (m *maker) decideAll() {
	m.plan.Fields = nil
	for _, p := range m.Mapping.Pairs() {
		m.plan.Fields = append(m.plan.Fields, m.decide(p))
	}
}

// comes is what AWS brings to the CRM.
func (m *maker) comes() mapping.Values {
	all := mapping.Values{}
	for _, f := range m.plan.Fields {
		if f.Goes() == ToCRM {
			all[f.Pair.Path] = f.AWS
		}
	}
	return all
}

// stageOf is the stage; an opportunity that names none is at the first.
func stageOf(d doc.Doc) string {
	if s := doc.Text(d, catalogue.PathStage); s != "" {
		return s
	}
	return rule.StageProspect
}

// A maker holds what the decisions look at.
type maker struct {
	Input
	base Base
	crm  mapping.Values
	aws  mapping.Values
	plan Plan
}
