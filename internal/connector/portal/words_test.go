// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

func TestWhatAWSRefusesIsSaidInTheWordsOfTheCRM(t *testing.T) {
	t.Parallel()
	field := func(name, code, says string) error {
		return awsjson.Validation(awsjson.BusinessValidationFailed, "Several rules are broken.", awsjson.FieldError{FieldName: name, Code: code, Message: says})
	}
	for name, c := range map[string]struct {
		operation      string
		refusal        error
		label, labelJA string // in the banner
		field, value   string
		rule           string
		said           string
	}{
		"a new rule of AWS": {"CreateOpportunity", field("project.title", "INVALID_STRING_FORMAT", "Bad title."), "Correct how Opportunity name is written.", "「商談名」の書き方",
			"Name", "Port call planner", "", "Bad title."},
		"a code of tomorrow": {"CreateOpportunity", field("project.customerUseCase", "NEWER_CODE", "Newer."), "Correct Use case.", "「ユースケース」の値を修正",
			"UseCase", "Containers & Serverless", "", "Newer."},
		"a solution that is not there": {"AssociateOpportunity", awsjson.NotFound("'S-0072001' does not exist"), "Solutions offered", "「提案ソリューション」で別のもの",
			"Solutions", "S-0072001", "", "'S-0072001' does not exist"},
		"a solution of another form": {"AssociateOpportunity", field("relatedEntityIdentifiers.solutions", "INVALID_STRING_FORMAT", "No."), "Choose another entry in Solutions offered.",
			"「提案ソリューション」で別のもの", "Solutions", "S-0072001", "", "No."},
		"no right": {"CreateOpportunity", awsjson.AccessDenied("not authorized"), "may not make this call", "権限がありません", "", "", "", "not authorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk := clock.NewManual(sqldbtest.Start)
			s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
			s.central.RefuseBy(func(operation string, _ doc.Doc) error {
				if operation == c.operation {
					return c.refusal
				}
				return nil
			})
			_, id := s.deal(nil)
			s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
			s.settle()
			deal := s.call(200, seller, "GET", root+"/objects/Opportunity/records/"+id, nil)
			if !strings.Contains(deal.str("pairing.message"), c.label) || !strings.Contains(deal.str("pairing.messageJa"), c.labelJA) || deal.str("pairing.said") == "" {
				t.Errorf("the deal says %q, %q", deal.str("pairing.message"), deal.str("pairing.messageJa"))
			}
			row := s.call(200, ops, "GET", root+"/log", nil).list("items")[0]
			entry := s.call(200, ops, "GET", root+"/log/"+doc.Text(row, "id"), nil)
			if doc.Text(row, "outcome") != "failed" || doc.Text(row, "messageJa") == "" || !strings.Contains(entry.str("messageJa"), c.labelJA) {
				t.Errorf("the log says %v, the row %s", row, entry.text)
			}
			v := entry.list("violations")[0]
			if doc.Text(v, "crmField") != c.field || doc.Text(v, "value") != c.value || doc.Text(v, "rule") != c.rule || doc.Text(v, "said") != c.said {
				t.Errorf("the violation: %v", v)
			}
			if words := doc.Text(v, "fixJa") + doc.Text(v, "messageJa") + doc.Text(v, "fixEn"); strings.Contains(words, "Opportunity.") || words == "" {
				t.Errorf("the words are those of the wire: %q", words)
			}
		})
	}
}

func TestARuleOfOursSaysHowToMendWhatAWSRefuses(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	_, id := s.deal(nil)
	s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
	s.settle()
	s.central.Review(t, id, "Approved", "")
	s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/sync", nil)
	s.settle()
	// AWS refuses what is in order as if the payload had lacked it: there is no such rule here, and the words are by the code.
	s.central.RefuseBy(func(operation string, _ doc.Doc) error {
		if operation != "UpdateOpportunity" {
			return nil
		}
		return awsjson.Validation(awsjson.BusinessValidationFailed, "Several rules are broken.",
			awsjson.FieldError{FieldName: "customer.account.address.postalCode", Code: "REQUIRED_FIELD_MISSING", Message: "customer.account.address.postalCode is required."},
			awsjson.FieldError{FieldName: "lifeCycle.nextSteps", Code: "INVALID_VALUE", Message: "Say please."})
	})
	at := root + "/objects/Opportunity/records/" + id
	version := s.call(200, seller, "GET", at, nil).str("version")
	s.call(200, seller, "PUT", at, map[string]any{"version": version, "fields": map[string]any{"NextStep": "Call on Monday"}})
	s.settle()
	deal := s.call(200, seller, "GET", at, nil)
	if got := deal.str("pairing.messageJa"); got != "「郵便番号」を入力してください。（ほか 1 件）" {
		t.Errorf("the deal says %q", got)
	}
	row := s.call(200, ops, "GET", root+"/log", nil).list("items")[0]
	if doc.Text(row, "message") != "Fill in Postal code. (and 1 more)" || doc.Text(row, "said") != "Several rules are broken." {
		t.Errorf("the row says %v", row)
	}
	wrong := s.call(200, ops, "GET", root+"/log/"+doc.Text(row, "id"), nil).list("violations")
	if len(wrong) != 2 || doc.Text(wrong[1], "value") != "Call on Monday" || doc.Text(wrong[0], "crmObject") != "Account" || doc.Text(wrong[0], "recordId") == "" {
		t.Errorf("the violations: %v", wrong)
	}
}
