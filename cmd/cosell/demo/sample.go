// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package demo is the sample world that `cosell demo` starts with, and the story that it can tell.
package demo

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"
)

//go:embed sample.yaml
var sampleText []byte

// A World is sample.yaml.
type World struct {
	Partners      []Partner
	Newcomers     []Newcomer
	Neighbours    []Neighbour
	Users         []User
	Sellers       []User
	Solutions     []Solution
	Accounts      []Account
	Contacts      []Contact
	Deals         []Deal
	Opportunities []Opportunity
}

// A Partner is a company with a linked AWS account, and what its profile says.
type Partner struct {
	Account, Name, Path, Website string
	About, Locale                string
	Country, Subdivision         string // of its headquarters, by ISO 3166
	Segments                     []string
	Competencies, Programs       []string
}

// A Neighbour is a company that can be found and asked to connect.
type Neighbour struct {
	Account, Name, Solution, Website, About, Locale, Country string
	Segments, Competencies, Programs                         []string
}

// A Newcomer is a company that has just joined, with its people. It has not accepted the terms yet.
type Newcomer struct {
	Account, Name, Path string
	Users               []User
}

// A User signs in to the pages, of Partner Central or of the CRM. Central is a CRM user's own mail address in Partner
// Central, where that person is a user as well.
type User struct{ Partner, Role, Name, Email, Central string }

// A Solution is what a partner sells.
type Solution struct{ Partner, ID, Name, Category string }

// An Account is a customer in the CRM.
type Account struct {
	Key, Name, Website, Industry, Country, Postal, State, City, Street string
}

// A Contact is a person at a customer.
type Contact struct{ Account, First, Last, Title, Email, Phone string }

// A Deal is an opportunity in the CRM. Close is in days from today; Past is what happened to it.
type Deal struct {
	Account, Name, Amount, Stage, Solution, Use, Delivery, Problem, Next, Lost string
	Owner                                                                      string // in the CRM, by mail address; empty: the seller
	AWSAccount                                                                 string `yaml:"awsAccount"`
	Currency                                                                   string // empty: USD
	Close                                                                      int
	Past                                                                       []Step
}

// An Opportunity is what the second partner's own integration has created.
type Opportunity struct {
	Partner, Company, Title, Country, State, Postal, Industry, Website, Amount, Solution, Use, Delivery, Problem string
	Close                                                                                                        int
	Past                                                                                                         []Step
}

// A Step is one thing that happened, so many days ago.
type Step struct {
	DaysAgo int
	What    string // share, submit, open, approve, ask, reject, stage, close, next, aws, over, fix
	With    string
}

// UnmarshalYAML reads {34: "stage: Qualified"}.
func (s *Step) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 {
		return fmt.Errorf("line %d: want one entry, days ago and what", node.Line)
	}
	days, err := strconv.Atoi(node.Content[0].Value)
	if err != nil {
		return fmt.Errorf("line %d: days ago: %w", node.Line, err)
	}
	what, with, _ := strings.Cut(node.Content[1].Value, ": ")
	*s = Step{DaysAgo: days, What: what, With: with}
	return nil
}

// Sample is the demo's world.
func Sample() (World, error) {
	var w World
	if err := yaml.Unmarshal(sampleText, &w); err != nil {
		return w, fmt.Errorf("sample data: %w", err)
	}
	return w, nil
}

// A happening is a step of one deal or opportunity, by its place in the world.
type happening struct {
	at   time.Time
	step Step
	deal int // index into Deals, or -1
	opp  int // index into Opportunities, or -1
}

// history is everything that happened, oldest first. Steps of a day come in the order of the file, minutes apart
// within working hours.
func (w World) history(today time.Time) []happening {
	var all []happening
	morning := today.UTC().Truncate(24 * time.Hour).Add(time.Hour)
	for i, d := range w.Deals {
		for n, s := range d.Past {
			at := morning.AddDate(0, 0, -s.DaysAgo).Add(time.Duration(i*13+n) * time.Minute)
			all = append(all, happening{at, s, i, -1})
		}
	}
	for i, o := range w.Opportunities {
		for n, s := range o.Past {
			at := morning.AddDate(0, 0, -s.DaysAgo).Add(8 * time.Hour).Add(time.Duration(i*17+n) * time.Minute)
			all = append(all, happening{at, s, -1, i})
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	return all
}

// must is the sample data of a program whose tests have read it.
var must = sync.OnceValue(func() World {
	w, err := Sample()
	if err != nil {
		panic(err) // the file is part of the program
	}
	return w
})

// Partners are the partners of the sample world.
func Partners() []Partner { return must().Partners }

// Accounts are the partners' accounts.
func Accounts() (all []string) {
	for _, p := range must().Partners {
		all = append(all, p.Account)
	}
	return all
}

// CentralPeople are those who can sign in to Partner Central and the AWS desk.
func CentralPeople() []User { return must().Users }

// People are all who can sign in: Partner Central's users, the AWS desk, and the CRM's.
func People() []User {
	w := must()
	return append(w.Users, w.Sellers...)
}

// Joining are the people of partners that have just joined.
func Joining() (all []User) {
	for _, n := range must().Newcomers {
		all = append(all, n.Users...)
	}
	return all
}

// Known says whether somebody is of an account: a user of its CRM or of Partner Central.
func Known(account, email string) bool {
	return slices.ContainsFunc(People(), func(u User) bool { return u.Partner == account && strings.EqualFold(u.Email, email) })
}

// Owner is who in Partner Central a CRM user is; ok is false for somebody without an account there.
func Owner(account, email string) (u User, ok bool) {
	w := must()
	for _, s := range w.Sellers {
		if s.Partner != account || !strings.EqualFold(s.Email, email) {
			continue
		}
		for _, u := range w.Users {
			if u.Partner == account && u.Email == s.Central {
				return u, true
			}
		}
	}
	return User{}, false
}
