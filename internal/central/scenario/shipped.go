// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed shipped/*.yaml
var shippedFiles embed.FS

// Shipped are the scenarios that come with the program, by name: one for each path of the guides.
var Shipped = sync.OnceValue(func() []Script {
	files, err := shippedFiles.ReadDir("shipped")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var all []Script
	for _, f := range files {
		text, err := shippedFiles.ReadFile("shipped/" + f.Name())
		if err != nil {
			panic(err)
		}
		s, problems := Parse(text)
		if len(problems) > 0 {
			panic(fmt.Sprintf("%s: %s", f.Name(), problems[0]))
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Script) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// ShippedAs is the scenario of a name that comes with the program.
func ShippedAs(name string) (Script, bool) {
	for _, s := range Shipped() {
		if s.Name == name {
			return s, true
		}
	}
	return Script{}, false
}

// Automatic is the scenario of the automatic reviewer, who takes so many seconds.
func Automatic(seconds int) Script {
	s, found := ShippedAs("automatic-review")
	if !found {
		panic("scenario: the automatic reviewer is gone")
	}
	s.Scenes = slices.Clone(s.Scenes)
	for i := range s.Scenes {
		s.Scenes[i].Steps = slices.Clone(s.Scenes[i].Steps)
		s.Scenes[i].Steps[0].After = Pace{N: seconds, Unit: "second"}
	}
	return s
}
