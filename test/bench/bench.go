// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package bench measures Cosell against yardsticks that run beside it, in one run, as ratios.
//
// Both sides of a ratio run in processes of their own, pinned to the same core, in turns A B A B; the load comes
// from another core. Absolute figures are printed for curiosity and never judged: machines differ.
package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// pairs is how often the two sides of a ratio take turns.
const pairs = 5

// A Verdict says what a figure is worth.
type Verdict string

// The verdicts. Noisy: the yardstick itself swung by more than 30 percent, so the ratio says nothing.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Noisy   Verdict = "noisy"
	Skipped Verdict = "skipped"
)

// A Result is one figure.
type Result struct {
	ID      string    `json:"id"`
	Says    string    `json:"says"`
	Value   float64   `json:"value"` // the median
	Min     float64   `json:"min"`
	Max     float64   `json:"max"`
	Unit    string    `json:"unit"` // "x" for ratios
	Reach   float64   `json:"reach"`
	Aim     float64   `json:"aim,omitempty"`
	Atmost  bool      `json:"atMost"` // smaller is better
	Num     []float64 `json:"num,omitempty"`
	Den     []float64 `json:"den,omitempty"`
	Micros  []float64 `json:"micros,omitempty"` // processor time of one operation: ours, then the yardstick's
	Verdict Verdict   `json:"verdict"`
	Note    string    `json:"note,omitempty"`
}

// judge fills in the verdict from value and reach.
func (r *Result) judge() {
	switch {
	case r.Verdict != "":
	case r.Atmost && r.Value <= r.Reach, !r.Atmost && r.Value >= r.Reach:
		r.Verdict = Pass
	default:
		r.Verdict = Fail
	}
}

// swing is how far the yardstick may move between turns before a ratio is called noisy.
const swing = 1.3

// ratio is the median of num/den, pair by pair.
func ratio(r Result, num, den []float64) Result {
	each := make([]float64, len(num))
	for i := range num {
		each[i] = num[i] / den[i]
	}
	slices.Sort(each)
	r.Value, r.Min, r.Max, r.Unit = each[len(each)/2], each[0], each[len(each)-1], "x"
	r.Num, r.Den = num, den
	if slices.Max(den)/slices.Min(den) > swing {
		r.Verdict = Noisy
		r.Note = fmt.Sprintf("the yardstick swung from %.0f to %.0f; run again", slices.Min(den), slices.Max(den))
	}
	r.judge()
	return r
}

// billed adds what an operation costs on both sides in processor time. It is no figure to reach: it helps to read one
// that was measured on a busy machine.
func (r Result) billed(num, den *bill) Result {
	r.Micros = []float64{num.micros(), den.micros()}
	if r.Note != "" {
		r.Note += "; "
	}
	r.Note += fmt.Sprintf("processor time %.0f us against %.0f us: %.2f x", num.micros(), den.micros(), den.micros()/num.micros())
	return r
}

// Report prints results as a table a person reads.
func Report(w io.Writer, results []Result) {
	fmt.Fprintf(w, "%-22s %10s %21s %8s %8s  %s\n", "figure", "median", "min .. max", "reach", "aim", "verdict")
	for _, r := range results {
		sign := ">="
		if r.Atmost {
			sign = "<="
		}
		aim := ""
		if r.Aim != 0 {
			aim = fmt.Sprintf("%s %g", sign, r.Aim)
		}
		fmt.Fprintf(w, "%-22s %8.2f %-2s %9.2f .. %7.2f %3s %-5g %8s  %s\n", r.ID, r.Value, r.Unit, r.Min, r.Max, sign, r.Reach, aim, r.Verdict)
		fmt.Fprintf(w, "    %s\n", r.Says)
		if r.Note != "" {
			fmt.Fprintf(w, "    %s\n", r.Note)
		}
	}
}

// Write writes results as JSON.
func Write(w io.Writer, results []Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(results)
}

// Exit is the process's exit code for results: 0 all pass, 1 one failed, 3 one was noisy.
func Exit(results []Result) int {
	code := 0
	for _, r := range results {
		switch {
		case r.Verdict == Fail:
			return 1
		case r.Verdict == Noisy:
			code = 3
		}
	}
	return code
}
