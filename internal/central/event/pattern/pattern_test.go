// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
)

const updated = `{"version":"0","id":"8c56be05-0000-4000-8000-000000000002","detail-type":"Opportunity Updated",
"source":"aws.partnercentral-selling","account":"111111111111","time":"2025-02-19T04:20:23Z","region":"us-east-1",
"resources":["arn:a","arn:b"],"detail":{"schemaVersion":"1","catalog":"AWS","opportunity":{"identifier":"O5465588"},
"kelvin":"\u212a","star":"a*b\\c","fine":1e-6,"huge":5.1e9,"edge":-5e9,"ip":"10.1.2.3","ip6":"2001:db8::1",
"n":300,"flag":true,"none":null,"empty":[],"tags":["red","blue"],"nested":[["x"],[["y"]]],
"members":[{"role":"lead","country":"JP"},{"role":"team","country":"US"}]}}`

func TestPatternsTakeWhatEventBridgeTakes(t *testing.T) {
	t.Parallel()
	d, err := doc.Parse([]byte(updated))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text  string
		takes bool
	}{
		{`{"source":["aws.partnercentral-selling"],"detail-type":["Opportunity Updated"],"detail":{"catalog":["AWS"]}}`, true},
		{`{"detail":{"catalog":["Sandbox"]}}`, false},
		{`{"detail":{"catalog":["Sandbox","AWS"]}}`, true},
		{`{"detail":{"opportunity":{"identifier":["O5465588"]}}}`, true},
		{`{"detail":{"opportunity":["O5465588"]}}`, false},
		{`{"detail":{"catalog":{"deeper":["AWS"]}}}`, false},
		{`{"detail":{"absent":["AWS"]}}`, false},
		{`{"resources":["arn:b"]}`, true},
		{`{"resources":["arn:c"]}`, false},
		{`{"detail":{"n":[300]}}`, true},
		{`{"detail":{"n":[300.0]}}`, false},
		{`{"detail":{"n":["300"]}}`, false},
		{`{"detail":{"flag":[true],"none":[null]}}`, true},
		{`{"detail":{"none":[false]}}`, false},
		{`{"detail":{"empty":[null]}}`, false},
		{`{"detail":{"nested":["y"]}}`, true},
		{`{"detail":{"members":{"role":["lead"],"country":["JP"]}}}`, true},
		{`{"detail":{"members":{"role":["lead"],"country":["US"]}}}`, false},
		{`{"detail-type":[{"prefix":"Opportunity "}]}`, true},
		{`{"detail-type":[{"prefix":"Engagement"},{"prefix":"Opportunity U"}]}`, true},
		{`{"detail-type":[{"prefix":"opportunity"}]}`, false},
		{`{"detail":{"n":[{"prefix":"3"}]}}`, false},
		{`{"detail":{"tags":[{"prefix":"bl"}]}}`, true},
		{`{"detail":{"catalog":[{"anything-but":"Sandbox"}]}}`, true},
		{`{"detail":{"catalog":[{"anything-but":["Sandbox","AWS"]}]}}`, false},
		{`{"detail":{"tags":[{"anything-but":"red"}]}}`, true},
		{`{"detail":{"tags":[{"anything-but":["red","blue"]}]}}`, false},
		{`{"detail":{"absent":[{"anything-but":"red"}]}}`, false},
		{`{"detail":{"empty":[{"anything-but":"red"}]}}`, false},
		{`{"detail":{"n":[{"anything-but":[300,301]}]}}`, false},
		{`{"detail":{"n":[{"anything-but":299}]}}`, true},
		{`{"detail-type":[{"anything-but":{"prefix":"Opportunity"}}]}`, false},
		{`{"detail-type":[{"anything-but":{"prefix":["Engagement","Partner"]}}]}`, true},
		{`{"detail-type":[{"anything-but":{"prefix":"Opportunity"}},"Opportunity Updated"]}`, true},
		{`{"detail-type":[{"suffix":"Updated"}]}`, true},
		{`{"detail-type":[{"suffix":"updated"}]}`, false},
		{`{"detail-type":[{"suffix":{"equals-ignore-case":"UPDATED"}}]}`, true},
		{`{"detail-type":[{"prefix":{"equals-ignore-case":"oPP"}}]}`, true},
		{`{"detail-type":[{"prefix":{"equals-ignore-case":"up"}}]}`, false},
		{`{"detail-type":[{"equals-ignore-case":"opportunity updated"}]}`, true},
		{`{"detail-type":[{"equals-ignore-case":"opportunity update"}]}`, false},
		{`{"detail":{"kelvin":[{"equals-ignore-case":"K"}]}}`, true},
		{`{"detail":{"n":[{"suffix":"0"}]}}`, false},
		{`{"detail-type":[{"wildcard":"Opp*Upd*"}]}`, true},
		{`{"detail-type":[{"wildcard":"Opp*upd*"}]}`, false},
		{`{"detail-type":[{"wildcard":"*"}]}`, true},
		{`{"detail-type":[{"wildcard":"Opportunity Updated"}]}`, true},
		{`{"detail-type":[{"wildcard":"Opportunity Updated*"}]}`, true},
		{`{"detail-type":[{"wildcard":"Opportunity*Opportunity Updated"}]}`, false},
		{`{"detail":{"star":[{"wildcard":"a\\*b*"}]}}`, true},
		{`{"detail":{"star":[{"wildcard":"a\\*"}]}}`, false},
		{`{"detail":{"star":[{"wildcard":"*\\\\c"}]}}`, true},
		{`{"detail":{"n":[{"wildcard":"3*"}]}}`, false},
		{`{"detail-type":[{"anything-but":{"suffix":["Created","Updated"]}}]}`, false},
		{`{"detail-type":[{"anything-but":{"wildcard":"*Upd*"}}]}`, false},
		{`{"detail-type":[{"anything-but":{"wildcard":["*Cre*","*Del*"]}}]}`, true},
		{`{"detail-type":[{"anything-but":{"equals-ignore-case":["OPPORTUNITY UPDATED"]}}]}`, false},
		{`{"detail":{"flag":[{"anything-but":{"prefix":"t"}}]}}`, true},
		{`{"detail":{"n":[{"numeric":["=",3.0e2]}]}}`, true},
		{`{"detail":{"n":[{"numeric":[">",300]}]}}`, false},
		{`{"detail":{"n":[{"numeric":[">=",300,"<",301]}]}}`, true},
		{`{"detail":{"n":[{"numeric":[">",299,"<=",299.999999]}]}}`, false},
		{`{"detail":{"n":[{"numeric":["<",0]}]}}`, false},
		{`{"detail":{"fine":[{"numeric":["=",0.000001]}]}}`, true},
		{`{"detail":{"fine":[{"numeric":["<",0.000001]}]}}`, false},
		{`{"detail":{"huge":[{"numeric":[">",0]}]}}`, false},
		{`{"detail":{"edge":[{"numeric":["<=",5000000000]}]}}`, true},
		{`{"detail":{"catalog":[{"numeric":["=",1]}]}}`, false},
		{`{"detail":{"catalog":[{"exists":true}]}}`, true},
		{`{"detail":{"none":[{"exists":true}]}}`, true},
		{`{"detail":{"opportunity":[{"exists":true}]}}`, false},
		{`{"detail":{"opportunity":[{"exists":false}]}}`, true},
		{`{"detail":{"absent":[{"exists":true}]}}`, false},
		{`{"detail":{"absent":[{"exists":false}]}}`, true},
		{`{"detail":{"catalog":[{"exists":false}]}}`, false},
		{`{"detail":{"catalog":[{"exists":false},"AWS"]}}`, true},
		{`{"detail":{"absent":{"deeper":{"still":[{"exists":false}]}}}}`, true},
		{`{"detail":{"absent":{"deeper":[{"exists":false}],"other":["x"]}}}`, false},
		{`{"detail":{"empty":[{"exists":false}]}}`, true},
		{`{"detail":{"members":{"email":[{"exists":false}]}}}`, true},
		{`{"detail":{"ip":[{"cidr":"10.1.0.0/16"}]}}`, true},
		{`{"detail":{"ip":[{"cidr":"10.2.0.0/16"}]}}`, false},
		{`{"detail":{"ip":[{"cidr":"10.1.9.9/16"}]}}`, true},
		{`{"detail":{"ip6":[{"cidr":"2001:db8::/32"}]}}`, true},
		{`{"detail":{"ip6":[{"cidr":"0.0.0.0/0"}]}}`, false},
		{`{"detail":{"catalog":[{"cidr":"0.0.0.0/0"}]}}`, false},
		{`{"$or":[{"source":["x"]},{"detail":{"n":[300]}}]}`, true},
		{`{"$or":[{"source":["x"]},{"detail":{"n":[301]}}]}`, false},
		{`{"source":["x"],"$or":[{"source":["aws.partnercentral-selling"]},{"detail":{"n":[300]}}]}`, false},
		{`{"detail":{"catalog":["AWS"],"$or":[{"n":[{"numeric":[">",1000]}]},{"$or":[{"flag":[false]},{"tags":["blue"]}]}]}}`, true},
		{`{"detail":{"members":{"role":["lead"],"$or":[{"country":["US"]},{"country":["DE"]}]}}}`, false},
	} {
		p, err := pattern.Parse([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := p.Match(d); got != c.takes {
			t.Errorf("%s takes the event: %t, want %t", c.text, got, c.takes)
		}
	}
}

func TestARefusedPatternSaysWhereAndWhatToWrite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, at, why string }{
		{``, "", "not a JSON object"},
		{`[]`, "", "not a JSON object"},
		{`{"source":["a"]} x`, "", "after the object"},
		{`{"source":["a"],"source":["b"]}`, "", "twice"},
		{`{}`, "", "without members"},
		{`{"detail":{}}`, "detail", "without members"},
		{`{"source":"a"}`, "source", "must be an object or an array"},
		{`{"detail":{"catalog":null}}`, "detail.catalog", "must be an object or an array"},
		{`{"source":[]}`, "source", "Empty arrays"},
		{`{"source":[["a"]]}`, "source", "inside a list"},
		{`{"source":[{}]}`, "source", "Only one key"},
		{`{"source":[{"prefix":"a","suffix":"b"}]}`, "source", "Only one key"},
		{`{"source":[{"matches":"b"}]}`, "source", "Unrecognized match type matches"},
		{`{"source":[{"suffix":""}]}`, "source.suffix", "not empty"},
		{`{"source":[{"prefix":{"suffix":"a"}}]}`, "source.prefix", "only equals-ignore-case"},
		{`{"source":[{"prefix":{"equals-ignore-case":""}}]}`, "source.prefix.equals-ignore-case", "not empty"},
		{`{"source":[{"equals-ignore-case":["a"]}]}`, "source.equals-ignore-case", "must be a string"},
		{`{"source":[{"wildcard":"a**b"}]}`, "source.wildcard", "Consecutive wildcard characters at pos 1"},
		{`{"source":[{"wildcard":"a\\b"}]}`, "source.wildcard", "Invalid escape character at pos 1"},
		{`{"source":[{"wildcard":"a\\"}]}`, "source.wildcard", "Invalid escape character at pos 1"},
		{`{"source":[{"wildcard":"` + strings.Repeat("*a", 201) + `"}]}`, "source.wildcard", "too complex"},
		{`{"source":[{"wildcard":"` + strings.Repeat("*a", 101) + `"}],"x":[{"wildcard":"` + strings.Repeat("*a", 100) + `"}]}`, "x.wildcard", "too complex"},
		{`{"a":[{"exists":"yes"}]}`, "a.exists", "either true or false"},
		{`{"a":[{"cidr":"10.0.0.0"}]}`, "a.cidr", "Malformed CIDR"},
		{`{"a":[{"cidr":"10.0.0.0/33"}]}`, "a.cidr", "Malformed CIDR"},
		{`{"a":[{"cidr":8}]}`, "a.cidr", "Malformed CIDR"},
		{`{"a":[{"numeric":5}]}`, "a.numeric", "must be an array"},
		{`{"a":[{"numeric":[]}]}`, "a.numeric", "must be an array"},
		{`{"a":[{"numeric":["="]}]}`, "a.numeric", "one comparison"},
		{`{"a":[{"numeric":["!=",5]}]}`, "a.numeric", "Unrecognized numeric range operator: !="},
		{`{"a":[{"numeric":[">","5"]}]}`, "a.numeric", "between -5.0e9 and 5.0e9"},
		{`{"a":[{"numeric":[">",5000000001]}]}`, "a.numeric", "between -5.0e9 and 5.0e9"},
		{`{"a":[{"numeric":["<",5,">",1]}]}`, "a.numeric", "begins with >"},
		{`{"a":[{"numeric":[">",5,"<",5]}]}`, "a.numeric", "Bottom must be less than top"},
		{`{"$or":[{"a":[1]}]}`, "$or", "at least two"},
		{`{"$or":{"a":[1]}}`, "$or", "at least two"},
		{`{"$or":[{"a":[1]},5]}`, "$or[1]", "array of objects"},
		{`{"d":{"$or":[{"a":[1]},{"b":[]}]}}`, "d.$or[1].b", "Empty arrays"},
		{`{"a":{"$or":[` + ors(11) + `]},"b":{"$or":[` + ors(10) + `]},"c":{"$or":[` + ors(10) + `]}}`, "", "more than 1000 combinations"},
		{`{"source":[{"prefix":1}]}`, "source.prefix", "must be a string"},
		{`{"source":[{"prefix":""}]}`, "source.prefix", "not empty"},
		{`{"source":[{"anything-but":[]}]}`, "source.anything-but", "Empty arrays"},
		{`{"source":[{"anything-but":true}]}`, "source.anything-but", "single string/number"},
		{`{"source":[{"anything-but":["a",1]}]}`, "source.anything-but", "mixed type"},
		{`{"source":[{"anything-but":[["a"]]}]}`, "source.anything-but", "only strings and numbers"},
		{`{"source":[{"anything-but":{"numeric":["=",1]}}]}`, "source.anything-but", "only one of"},
		{`{"source":[{"anything-but":{"prefix":[]}}]}`, "source.anything-but.prefix", "Empty arrays"},
		{`{"source":[{"anything-but":{"prefix":[1]}}]}`, "source.anything-but.prefix", "must be a string"},
		{`{"source":[{"anything-but":{"prefix":{"equals-ignore-case":"a"}}}]}`, "source.anything-but.prefix", "must be a string"},
		{`{"source":[{"anything-but":{"anything-but":"a"}}]}`, "source.anything-but", "only one of"},
		{`{"source":["` + strings.Repeat("a", 2048) + `"]}`, "", "at most 2048"},
	} {
		_, err := pattern.Parse([]byte(c.text))
		var f *pattern.Fault
		if !errors.As(err, &f) {
			t.Errorf("%.60s: %v, want a fault", c.text, err)
			continue
		}
		if f.At != c.at || !strings.Contains(f.Why, c.why) || f.Fix == "" {
			t.Errorf("%.60s: at %q: %s (fix: %s), want at %q: ...%s...", c.text, f.At, f.Why, f.Fix, c.at, c.why)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"detail":{"catalog":[{"anything-but":{"prefix":["S"]}}]}}`))
	f.Add([]byte(updated))
	d, err := doc.Parse([]byte(updated))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := pattern.Parse(text)
		var fault *pattern.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("%q is refused without a reason: %v", text, err)
		}
		if err == nil {
			p.Match(d)
		}
	})
}

// ors are n alternatives.
func ors(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"x":[%d]}`, i)
	}
	return strings.Join(all, ",")
}
