// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"fmt"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
)

// crowd is how many rules an event is judged by, against one.
const crowd = 1000

// judged is the event that is judged.
const judged = `{"version":"0","id":"8c56be05-0000-4000-8000-000000000002","detail-type":"Opportunity Updated","source":"aws.partnercentral-selling",
"account":"111111111111","time":"2025-02-19T04:20:23Z","region":"us-east-1","resources":[],"detail":{"schemaVersion":"1","catalog":"AWS","size":300,
"opportunity":{"identifier":"O5465588"}}}`

// ruleTexts are n patterns: half exact, a quarter by prefix, a quarter by numbers and anything-but.
func ruleTexts(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"source":["aws.partnercentral-selling"],"detail":{"opportunity":{"identifier":["O%d"]}}}`, 5465588+i)
		switch i % 8 {
		case 1, 5:
			all[i] = fmt.Sprintf(`{"detail-type":["Opportunity Updated"],"detail":{"opportunity":{"identifier":[{"prefix":"P%d"}]}}}`, i)
		case 3:
			all[i] = fmt.Sprintf(`{"source":["aws.partnercentral-selling"],"detail":{"size":[{"numeric":[">",%d,"<=",%d]}]}}`, 1000+i, 1001+i)
		case 7:
			all[i] = fmt.Sprintf(`{"detail-type":["Type %d"],"detail":{"catalog":[{"anything-but":["Sandbox"]}]}}`, i)
		}
	}
	return all
}

// Rules measures what judging an event by many rules costs, against one rule and against a loop over all.
func Rules() ([]Result, error) {
	event, err := doc.Parse([]byte(judged))
	if err != nil {
		return nil, err
	}
	patterns := make([]pattern.Pattern, 0, crowd)
	for _, text := range ruleTexts(crowd) {
		p, err := pattern.Parse([]byte(text))
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	one, all := pattern.NewIndex(patterns[:1]), pattern.NewIndex(patterns)
	loop := func() (taken []int) {
		for i, p := range patterns {
			if p.Match(event) {
				taken = append(taken, i)
			}
		}
		return taken
	}
	if got, want := fmt.Sprint(all.Match(event)), fmt.Sprint(loop()); got != want {
		return nil, fmt.Errorf("the index takes %s, the loop %s", got, want)
	}
	few, many, err := alternate(rate(func() { one.Match(event) }), rate(func() { all.Match(event) }))
	if err != nil {
		return nil, err
	}
	again, slow, err := alternate(rate(func() { all.Match(event) }), rate(func() { loop() }))
	if err != nil {
		return nil, err
	}
	return []Result{
		ratio(Result{ID: "rule_match", Says: fmt.Sprintf("an event judged by %d rules, against one rule", crowd), Reach: 5, Atmost: true}, few, many),
		ratio(Result{ID: "rule_match_vs_loop", Says: fmt.Sprintf("events judged by %d rules a second, against a loop over them", crowd), Reach: 20}, again, slow),
	}, nil
}

// rate is a turn that does something over and over for half a second.
func rate(do func()) turn {
	return func() (float64, error) {
		n, begun := 0, time.Now()
		for time.Since(begun) < 500*time.Millisecond {
			for range 100 {
				do()
			}
			n += 100
		}
		return float64(n) / time.Since(begun).Seconds(), nil
	}
}
