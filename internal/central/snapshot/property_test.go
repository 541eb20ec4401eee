// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/review"
	"cosell/internal/clock"
)

// A history is what a partner and AWS did to one record, and what ought to have been published of it.
type history struct {
	t              *testing.T
	w              *centraltest.World
	clk            *clock.Manual
	id, engagement string
	jobs           map[string]string   // by template
	running        map[string]bool     // by template
	published      map[string][]string // by template, each as text
	notes          int
}

// seen is what GetOpportunity and GetAwsOpportunitySummary answer now, as each template shows it: worked out by another way
// than the room does. Source: reference 9.5.
func (h *history) seen(template string) string {
	h.t.Helper()
	if template == selling.TemplateAWSFull {
		s, err := h.w.Opportunities.Summary(h.t.Context(), h.w.A.API, aws, h.id)
		must(h.t, err)
		s.Catalog = ""
		whole, err := json.Marshal(s)
		must(h.t, err)
		return string(whole)
	}
	answer, err := h.w.Opportunities.Get(h.t.Context(), h.w.A.API, aws, h.id)
	must(h.t, err)
	whole, err := doc.Parse(answer)
	must(h.t, err)
	shown := doc.Doc{}
	for _, path := range []string{"Customer", "OpportunityTeam", "OpportunityType", "PrimaryNeedsFromAws", "Project.DeliveryModels", "Project.ExpectedCustomerSpend",
		"Project.ExpectedContractDuration", "Project.CustomerUseCase", "Project.SalesActivities", "Project.OtherSolutionDescription", "RelatedEntityIdentifiers"} {
		doc.Set(shown, path, doc.Get(whole, path))
	}
	for _, name := range []string{"TargetCloseDate", "ReviewStatus", "Stage", "NextSteps"} {
		doc.Set(shown, "Lifecycle."+name, doc.Get(whole, "LifeCycle."+name))
	}
	return string(doc.Append(nil, shown))
}

// check drains the queue and holds what is stored against what ought to be. AWS publishes its own side, whatever the partner's
// job does.
func (h *history) check(after string) {
	h.t.Helper()
	drain(h.t, h.w)
	for template := range h.jobs {
		now, all := h.seen(template), h.published[template]
		if (h.running[template] || template == selling.TemplateAWSFull) && (len(all) == 0 || all[len(all)-1] != now) {
			h.published[template] = append(all, now)
		}
		want := make([]int, len(h.published[template]))
		for i := range want {
			want[i] = i + 1
		}
		if got := revisions(h.t, h.w, h.id, template); !slices.Equal(got, want) {
			h.t.Fatalf("after %s %s has the revisions %v, want %v", after, template, got, want)
		}
	}
}

// do takes a step that chance picks, and says what it was.
func (h *history) do(step int, chance *rand.Rand) string {
	h.t.Helper()
	h.clk.Advance(time.Duration(chance.IntN(3)) * time.Second)
	h.notes++
	templates := []string{selling.TemplateSummary, selling.TemplateAWSFull}
	template := templates[chance.IntN(2)]
	note := fmt.Sprintf("note %d", h.notes)
	ctx, w := h.t.Context(), h.w
	switch step {
	case 0:
		must(h.t, w.Update(w.A.API, aws, h.id, "Project.AdditionalComments", note))
		return "a comment that no template shows"
	case 1:
		must(h.t, w.Update(w.A.API, aws, h.id, "LifeCycle.NextSteps", note))
		return "next steps"
	case 2:
		must(h.t, w.Update(w.A.API, aws, h.id, "LifeCycle.Stage", []string{"Qualified", "Technical Validation"}[chance.IntN(2)]))
		return "a stage"
	case 3:
		product := selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: h.id, RelatedEntityType: selling.RelatedAwsProducts, RelatedEntityIdentifier: "AmazonS3"}
		if _, err := w.Opportunities.Associate(ctx, w.A.API, product); err != nil || chance.IntN(2) == 0 {
			must(h.t, err)
			return "a product"
		}
		_, err := w.Opportunities.Disassociate(ctx, w.A.API, product)
		must(h.t, err)
		return "a product taken away"
	case 4:
		_, err := w.Desk.SetSide(ctx, w.Reviewer, aws, h.id, review.SideChange{NextSteps: note})
		must(h.t, err)
		return "AWS's next steps"
	case 5:
		_, err := w.Snapshots.StopJob(ctx, w.A.API, named(h.jobs[template]))
		must(h.t, err)
		h.running[template] = false
		return "a stop"
	case 6:
		_, err := w.Snapshots.StartJob(ctx, w.A.API, named(h.jobs[template]))
		must(h.t, err)
		h.running[template] = true
		return "a start"
	case 7:
		h.check("waiting for a snapshot by hand")
		take(h.t, w, w.A, h.id, h.engagement, template, "")
		h.published[template] = append(h.published[template], h.seen(template))
		return "a snapshot by hand"
	default:
		_, err := w.Opportunities.Assign(ctx, w.A.API, selling.AssignOpportunityRequest{Catalog: aws, Identifier: h.id, Assignee: selling.Assignee{
			Email: []string{"lead@alpha.example", "user@alpha.example"}[chance.IntN(2)], BusinessTitle: "OpportunityOwner"}})
		must(h.t, err)
		return "an owner"
	}
}

// TestRevisionsAreGaplessAndShowTheRecordOfTheirTime lets chance work on a record, and holds each snapshot against what the
// record answered when it was taken. A change that a template does not show makes none.
func TestRevisionsAreGaplessAndShowTheRecordOfTheirTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		role(t, w, w.A, "SnapshotJobs")
		for seed := range uint64(3) {
			chance := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a test is to be repeatable
			h := &history{t: t, w: w, clk: clk, jobs: map[string]string{}, running: map[string]bool{}, published: map[string][]string{}}
			h.id, h.engagement = shared(t, w, w.A)
			approve(t, w, h.id)
			for _, template := range []string{selling.TemplateSummary, selling.TemplateAWSFull} {
				job, err := watch(t, w, w.A, h.id, h.engagement, template)
				must(t, err)
				h.jobs[template], h.running[template] = job, true
			}
			h.check("the beginning")
			for range 40 {
				did := ""
				for range 1 + chance.IntN(3) { // several changes may wait for one look
					did += h.do(chance.IntN(9), chance) + ", "
				}
				h.check(did)
			}
			h.compare()
		}
	})
}

// compare holds the content of every snapshot against what the record answered at its time.
func (h *history) compare() {
	h.t.Helper()
	for i, want := range h.published[selling.TemplateSummary] {
		s, err := get(h.t, h.w, h.w.A.API, h.id, h.engagement, selling.TemplateSummary, i+1)
		must(h.t, err)
		got, err := doc.Parse(s.Payload.OpportunitySummary)
		must(h.t, err)
		then, err := doc.Parse([]byte(want))
		must(h.t, err)
		if diff := doc.Diff(then, got); len(diff) > 0 {
			h.t.Errorf("revision %d differs from its time in %v", i+1, diff)
		}
	}
	if _, err := get(h.t, h.w, h.w.A.API, h.id, h.engagement, selling.TemplateSummary, len(h.published[selling.TemplateSummary])+1); !fault.Is(err, fault.NotFound) {
		h.t.Errorf("there is one more: %v", err)
	}
}
