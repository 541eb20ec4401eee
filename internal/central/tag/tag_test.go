// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package tag_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/tag"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk)) }, centraltest.Schemas()...)
}

func put(w *centraltest.World, t *testing.T, c identity.Caller, arn string, tags ...selling.Tag) error {
	t.Helper()
	_, err := w.Tags.Tag(t.Context(), c, selling.TagResourceRequest{ResourceArn: arn, Tags: tags})
	return err
}

// of are the tags of a resource, each as key=value.
func of(w *centraltest.World, t *testing.T, c identity.Caller, arn string) (all []string) {
	t.Helper()
	out, err := w.Tags.List(t.Context(), c, selling.ListTagsForResourceRequest{ResourceArn: arn})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range out.Tags {
		all = append(all, one.Key+"="+one.Value)
	}
	return all
}

func TestTagsArePutReplacedAndTakenOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World) {
		arn := selling.OpportunityARN(w.A.Account, aws, w.Create(w.A.API, aws, centraltest.Complete(t)))
		for _, tags := range [][]selling.Tag{{{Key: "b", Value: "2"}, {Key: "a", Value: "1"}}, {{Key: "b", Value: "3"}, {Key: "B", Value: ""}}} {
			if err := put(w, t, w.A.API, arn, tags...); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := of(w, t, w.A.API, arn), []string{"B=", "a=1", "b=3"}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if _, err := w.Tags.Untag(t.Context(), w.A.API, selling.UntagResourceRequest{ResourceArn: arn, TagKeys: []string{"a", "b", "none"}}); err != nil {
			t.Fatal(err)
		}
		if got, want := of(w, t, w.A.API, arn), []string{"B="}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		known, err := w.Tags.Of(t.Context(), w.A.Account, arn)
		if err != nil || !maps.Equal(known, map[string]string{"B": ""}) {
			t.Errorf("policies see %v, %v", known, err)
		}
		if foreign, err := w.Tags.Of(t.Context(), w.B.Account, arn); err != nil || len(foreign) != 0 {
			t.Errorf("policies of another account see %v, %v", foreign, err)
		}
	})
}

func TestWhatIsNotThereIsDeniedLikeWhatIsAnothers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		own := selling.OpportunityARN(w.A.Account, aws, id)
		if err := put(w, t, w.A.API, own, selling.Tag{Key: "k", Value: "v"}); err != nil {
			t.Fatal(err)
		}
		said := map[string]bool{}
		for what, c := range map[string]struct {
			who identity.Caller
			arn string
		}{
			"another's":           {w.B.API, own},
			"mine by its number":  {w.B.API, selling.OpportunityARN(w.B.Account, aws, id)},
			"not there":           {w.A.API, selling.OpportunityARN(w.A.Account, aws, "O9999999")},
			"odd spelling":        {w.A.API, selling.OpportunityARN(w.A.Account, aws, "O0"+id[1:])},
			"the other catalog":   {w.A.API, selling.OpportunityARN(w.A.Account, "Sandbox", id)},
			"no catalog":          {w.A.API, selling.OpportunityARN(w.A.Account, "Elsewhere", id)},
			"no taggable type":    {w.A.API, selling.SolutionARN(w.A.Account, aws, w.A.Solution)},
			"a job":               {w.A.API, selling.SnapshotJobARN(w.A.Account, aws, "job-0000000000000")},
			"a longer ARN":        {w.A.API, own + "/x"},
			"no ARN":              {w.A.API, "O1"},
			"a user of their own": {w.A.User, own},
			"the Cloud Admin":     {w.A.Admin, own},
			"the AWS desk":        {w.Reviewer, own},
			"nobody":              {identity.Caller{}, own},
		} {
			_, errList := w.Tags.List(t.Context(), c.who, selling.ListTagsForResourceRequest{ResourceArn: c.arn})
			_, errUntag := w.Tags.Untag(t.Context(), c.who, selling.UntagResourceRequest{ResourceArn: c.arn, TagKeys: []string{"k"}})
			for _, err := range []error{errList, errUntag, put(w, t, c.who, c.arn, selling.Tag{Key: "k", Value: "w"})} {
				if !fault.Is(err, fault.AccessDenied) {
					t.Errorf("%s: %v", what, err)
				}
				said[fault.Of(err).Msg] = true
			}
		}
		if got := of(w, t, w.A.API, own); len(said) != 1 || !slices.Equal(got, []string{"k=v"}) {
			t.Errorf("refused in the words %v, and left are %v", said, got)
		}
	})
}

func TestAResourceHasAtMostTwoHundredTagsHoweverManyPutThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World) {
		arn := selling.OpportunityARN(w.A.Account, aws, w.Create(w.A.API, aws, centraltest.Complete(t)))
		var all sync.WaitGroup
		for i := range 9 {
			all.Go(func() {
				tags := make([]selling.Tag, 30)
				for k := range tags {
					tags[k] = selling.Tag{Key: fmt.Sprintf("%d-%d", i, k)}
				}
				if err := put(w, t, w.A.API, arn, tags...); err != nil && (!fault.Is(err, fault.BusinessInvalid) || fault.Of(err).Violations[0].Code != "TOO_MANY_VALUES") {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := of(w, t, w.A.API, arn); len(got) != 180 {
			t.Errorf("there are %d tags, want six times 30", len(got))
		}
	})
}

func TestAnOpportunityIsCreatedWithItsTagsOrNotAtAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World) {
		one := func(key, value string) doc.Doc { return doc.Doc{"Key": key, "Value": value} }
		id := w.Create(w.A.API, aws, centraltest.Complete(t, "Tags", []any{one("team", "east"), one("案件", "")}))
		if got, want := of(w, t, w.A.API, selling.OpportunityARN(w.A.Account, aws, id)), []string{"team=east", "案件="}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		for code, tags := range map[string][]any{"ACTION_NOT_PERMITTED": {one("AWS:team", "")}, "DUPLICATE_KEY_VALUE": {one("a", "1"), one("a", "1")}} {
			_, err := w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: aws, Request: centraltest.Complete(t, "Tags", tags)})
			v := fault.Of(err).Violations
			if !fault.Is(err, fault.BusinessInvalid) || len(v) != 1 || string(v[0].Code) != code || v[0].FixJA == "" {
				t.Errorf("%v: %v", tags, err)
			}
		}
	})
}

func TestOnlyExactARNsOfThisServiceAreRead(t *testing.T) {
	t.Parallel()
	for _, arn := range []string{"", "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement/eng-1", "arn:aws:partnercentral:eu-west-1:111111111111:catalog/AWS/opportunity/O1",
		"arn:aws:iam:us-east-1:111111111111:catalog/AWS/opportunity/O1", "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity", "arn:aws:partnercentral:us-east-1:1:catalog/AWS/opportunity/O1"} {
		if n, ours := selling.ParseARN(arn); ours {
			t.Errorf("%q is read as %+v", arn, n)
		}
	}
	want := selling.ResourceName{Account: "111111111111", Catalog: "AWS", Type: "opportunity", ID: "O1"}
	if n, ours := selling.ParseARN(selling.OpportunityARN("111111111111", "AWS", "O1")); !ours || n != want {
		t.Errorf("read as %+v", n)
	}
}

func FuzzParseARN(f *testing.F) {
	f.Add(selling.OpportunityARN("111111111111", "AWS", "O1"))
	f.Add(selling.SnapshotJobARN("111111111111", "Sandbox", "job-0000000000000"))
	f.Fuzz(func(t *testing.T, arn string) {
		n, ours := selling.ParseARN(arn)
		back := "arn:aws:partnercentral:us-east-1:" + n.Account + ":catalog/" + n.Catalog + "/" + n.Type + "/" + n.ID
		if ours && back != arn {
			t.Errorf("%q was read as %+v", arn, n)
		}
	})
}

func TestTagsBreakNoRuleTwice(t *testing.T) {
	t.Parallel()
	if broken := tag.Check([]selling.Tag{{Key: "aws"}, {Key: "awsome:x"}, {Key: "a:aws:"}, {Key: "A"}, {Key: "a"}}); len(broken) != 0 {
		t.Errorf("keys that are nobody's own are refused: %v", broken)
	}
}
