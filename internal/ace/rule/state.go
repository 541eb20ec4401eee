// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import "cosell/internal/ace/catalogue"

// A State is what review and stage together allow with an opportunity: one column of AWS's tables of who may edit what
// and which call is legal. The zero State allows nothing.
type State int

// The states of an opportunity.
const (
	Unknown        State = iota // a review status or stage that AWS does not have
	Draft                       // Pending Submission: the partner may change everything
	InReview                    // Submitted or In review: AWS has it, nothing may change
	ActionRequired              // AWS asked for a correction of some fields
	Approved                    // approved, and the deal is open
	Launched                    // approved, and the workload runs
	ClosedLost                  // approved, and the deal is lost
	Rejected                    // refused by AWS
)

var stateNames = map[State]string{
	Unknown: "unknown", Draft: "draft", InReview: "in review", ActionRequired: "action required", Approved: "approved",
	Launched: "launched", ClosedLost: "closed lost", Rejected: "rejected",
}

func (s State) String() string { return stateNames[s] }

var stateJA = map[State]string{
	Unknown: "不明", Draft: "下書き", InReview: "レビュー中", ActionRequired: "要対応", Approved: "承認済み",
	Launched: "ローンチ済み", ClosedLost: "失注", Rejected: "却下",
}

// JA is the state's name in Japanese.
func (s State) JA() string { return stateJA[s] }

// States are all states but the unknown, in the order of AWS's tables.
var States = []State{Draft, InReview, ActionRequired, Approved, Launched, ClosedLost, Rejected}

// The review statuses, as the API spells them.
const (
	ReviewPending        = "Pending Submission"
	ReviewSubmitted      = "Submitted"
	ReviewInReview       = "In review"
	ReviewApproved       = "Approved"
	ReviewRejected       = "Rejected"
	ReviewActionRequired = "Action Required"
)

// The stages, as the API spells them.
const (
	StageProspect            = "Prospect"
	StageQualified           = "Qualified"
	StageTechnicalValidation = "Technical Validation"
	StageBusinessValidation  = "Business Validation"
	StageCommitted           = "Committed"
	StageLaunched            = "Launched"
	StageClosedLost          = "Closed Lost"
)

// state gives the state of each review status at each stage.
var state = map[string]map[string]State{
	ReviewPending:        inAllStages(Draft, Draft, Draft),
	ReviewSubmitted:      inAllStages(InReview, InReview, InReview),
	ReviewInReview:       inAllStages(InReview, InReview, InReview),
	ReviewActionRequired: inAllStages(ActionRequired, ActionRequired, ActionRequired),
	ReviewApproved:       inAllStages(Approved, Launched, ClosedLost),
	ReviewRejected:       inAllStages(Rejected, Rejected, Rejected),
}

func inAllStages(open, launched, lost State) map[string]State {
	return map[string]State{
		StageProspect: open, StageQualified: open, StageTechnicalValidation: open, StageBusinessValidation: open,
		StageCommitted: open, StageLaunched: launched, StageClosedLost: lost,
	}
}

// StateOf is the state of an opportunity with this review status and stage.
func StateOf(review, stage string) State { return state[review][stage] }

// nextReview lists where each review status may go. Source: reference 3.2.
var nextReview = map[string]map[string]bool{
	ReviewPending:        {ReviewSubmitted: true},
	ReviewSubmitted:      {ReviewInReview: true, ReviewApproved: true, ReviewActionRequired: true, ReviewRejected: true},
	ReviewInReview:       {ReviewApproved: true, ReviewActionRequired: true, ReviewRejected: true},
	ReviewActionRequired: {ReviewSubmitted: true},
	ReviewApproved:       {},
	ReviewRejected:       {},
}

// NextReview says whether a review status may follow another.
func NextReview(from, to string) bool { return nextReview[from][to] }

// openStages are the stages of a deal that is neither won nor lost; any of them may follow any other, backwards too.
var openStages = map[string]bool{
	StageProspect: true, StageQualified: true, StageTechnicalValidation: true, StageBusinessValidation: true,
	StageCommitted: true, StageLaunched: false, StageClosedLost: false,
}

// NextStage says whether a stage may follow another. Launched and Closed Lost are not left. Source: reference 3.3.
func NextStage(from, to string) bool {
	open, known := openStages[from]
	_, toKnown := openStages[to]
	return known && toKnown && (open || from == to)
}

// A Call is a kind of operation on an opportunity, as far as its state matters.
type Call string

// The calls whose legality depends on the state.
const (
	CallRead         Call = "Read"         // get, lists, tags
	CallUpdate       Call = "Update"       // UpdateOpportunity
	CallSubmit       Call = "Submit"       // SubmitOpportunity, StartEngagementFromOpportunityTask
	CallAssociate    Call = "Associate"    // AssociateOpportunity
	CallDisassociate Call = "Disassociate" // DisassociateOpportunity
	CallAssign       Call = "Assign"       // AssignOpportunity
	CallSummary      Call = "Summary"      // GetAwsOpportunitySummary; where it is refused the answer is not found
	CallShare        Call = "Share"        // snapshots and invitations of partners
	CallSimulate     Call = "Simulate"     // Sandbox: the partner sets the review status
)

// The kinds of entity that an opportunity is associated with.
const (
	Solutions      = "Solutions"
	AwsProducts    = "AwsProducts"
	MPSolutions    = "AwsMarketplaceSolutions"
	MPProducts     = "AwsMarketplaceProducts"
	MPOffers       = "AwsMarketplaceOffers"
	MPOfferSets    = "AwsMarketplaceOfferSets"
	anyRelatedType = ""
)

func set(states ...State) map[State]bool {
	allowed := map[State]bool{}
	for _, s := range States {
		allowed[s] = false
	}
	for _, s := range states {
		allowed[s] = true
	}
	return allowed
}

// mayCall gives the states in which a call is legal, by call and related entity type. Source: reference 3.5 and 3.9.
var mayCall = map[Call]map[string]map[State]bool{
	CallRead:         {anyRelatedType: set(States...)},
	CallUpdate:       {anyRelatedType: set(Draft, ActionRequired, Approved, Launched)},
	CallSubmit:       {anyRelatedType: set(Draft, ActionRequired)},
	CallAssociate:    associations,
	CallDisassociate: associations,
	CallAssign:       {anyRelatedType: set(Draft, ActionRequired, Approved)},
	CallSummary:      {anyRelatedType: set(InReview, ActionRequired, Approved, Launched, ClosedLost, Rejected)},
	CallShare:        {anyRelatedType: set(Draft, InReview, ActionRequired, Approved, Launched, ClosedLost)},
	CallSimulate:     {anyRelatedType: set(InReview)},
}

// associations: reviewers ask for solutions, so those are open while action is required; offers are often signed at launch.
var associations = map[string]map[State]bool{
	Solutions:   set(Draft, ActionRequired, Approved),
	AwsProducts: set(Draft, Approved),
	MPSolutions: set(Draft, Approved),
	MPProducts:  set(Draft, Approved),
	MPOffers:    set(Draft, Approved, Launched),
	MPOfferSets: set(Draft, Approved, Launched),
}

// MayCall says whether a call is legal in a state. The related type matters to Associate and Disassociate only.
func MayCall(s State, call Call, relatedType string) bool {
	byType := mayCall[call]
	if states, apart := byType[relatedType]; apart {
		return states[s]
	}
	return byType[anyRelatedType][s]
}

// MayEdit says whether the partner may change the field at a path (written as in the catalogue) in a state. What the
// catalogue does not know may not be edited. Source: reference 3.5, kept in the catalogue.
func MayEdit(s State, path string) bool {
	field := catalogue.Opportunity.ByPath(path)
	if field == nil || field.ReadOnly {
		return false
	}
	if path == "Tags" {
		return s != Unknown // labels are the partner's own
	}
	switch s {
	case Draft:
		return field.Editable.Create
	case ActionRequired:
		return field.Editable.ActionRequired
	case Approved:
		return field.Editable.Approved
	case Launched:
		return field.Editable.AfterLaunched
	case InReview, ClosedLost, Rejected, Unknown:
		return false
	default:
		return false
	}
}
