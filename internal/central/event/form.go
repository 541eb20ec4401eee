// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/outbound"
)

// mayLook and mayManage are the roles' rights on the bus. An ACE User sees its own records only, and events tell of all.
// What an access key may do, its policies say, which the door asks.
var (
	mayLook = map[identity.Role]bool{
		identity.AllianceLead: true, identity.AllianceTeam: true, identity.ACEManager: true, identity.CloudAdmin: true,
	}
	mayManage = map[identity.Role]bool{identity.AllianceLead: true, identity.CloudAdmin: true}
)

func look(who identity.Caller) error { return allow(who, mayLook, "see events and their deliveries") }
func manage(who identity.Caller) error {
	return allow(who, mayManage, "change event rules and targets")
}

// MayChange refuses whoever may not change rules, targets and what belongs to them.
func (b *Bus) MayChange(who identity.Caller) error { return manage(who) }

func allow(who identity.Caller, roles map[identity.Role]bool, what string) error {
	if who.Account != "" && (who.System || who.Kind() == "api" || roles[who.Role]) {
		return nil
	}
	return fault.Denied("Your role may not " + what + ".")
}

// named is EventBridge's pattern for names of rules, targets, connections and destinations.
var named = regexp.MustCompile(`^[.\-_A-Za-z0-9]{1,64}$`)

// A form gathers all that is wrong with an input.
type form struct{ broken []catalogue.Violation }

func (f *form) breach(field string, code catalogue.Code, v catalogue.Violation) {
	v.Field, v.Path, v.At, v.Code, v.Rule = catalogue.WireName(field), field, field, code, "event-"+string(code)
	f.broken = append(f.broken, v)
}

func (f *form) name(field, value string) {
	if named.MatchString(value) {
		return
	}
	code := catalogue.InvalidStringFormat
	if value == "" {
		code = catalogue.RequiredFieldMissing
	}
	f.breach(field, code, catalogue.Violation{
		Message:   field + " is 1 to 64 letters, digits, dots, dashes and underscores.",
		MessageJA: field + " は 1～64 文字の英数字、ピリオド、ハイフン、アンダースコアで指定します。",
		Value:     value,
		FixEN:     "Choose a name such as partner-crm.",
		FixJA:     "partner-crm のような名前を指定してください。",
	})
}

// wrong is a breach of a value that cannot be used.
func (f *form) wrong(field, value, message, messageJA, fixEN, fixJA string) {
	f.breach(field, catalogue.InvalidValue, catalogue.Violation{Message: message, MessageJA: messageJA, Value: value, FixEN: fixEN, FixJA: fixJA})
}

// short refuses texts of more than so many characters.
func (f *form) short(field, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		f.breach(field, catalogue.ValueOutOfRange, catalogue.Violation{
			Message: fmt.Sprintf("%s has %d characters, at most %d.", field, n, most), MessageJA: fmt.Sprintf("%s は %d 文字以内で指定します。", field, most),
			FixEN: "Shorten the text.", FixJA: "短くしてください。"})
	}
}

// closedHeaders are what a call says by itself, or what would change how it travels. Source: EventBridge, "API destinations".
var closedHeaders = []string{"Authorization", "Connection", "Content-Length", "Content-Type", "Cookie", "Date", "Expect", "Host", "Keep-Alive",
	"Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via"}

// header refuses what is no name of a header that may be set.
func (f *form) header(field, name string) {
	switch canonical := http.CanonicalHeaderKey(name); {
	case !headerName.MatchString(name):
		f.wrong(field, name, "This is no name of a header.", "ヘッダー名として使用できません。", "Use letters, digits and dashes.", "英数字とハイフンを使用してください。")
	case slices.Contains(closedHeaders, canonical), strings.HasPrefix(canonical, "X-Amz"), strings.HasPrefix(canonical, "Access-Control-"):
		f.wrong(field, name, "The header "+canonical+" cannot be set.", "ヘッダー "+canonical+" は設定できません。", "Use a header of your own, such as X-Api-Key.",
			"X-Api-Key のような独自のヘッダーを使用してください。")
	}
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]{1,128}$`)

// value refuses what cannot stand in a header.
func (f *form) value(field, value string) {
	if strings.IndexFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) >= 0 {
		f.wrong(field, "", "A header's value has no line breaks and no control characters.", "ヘッダーの値に改行や制御文字は使用できません。",
			"Leave them out.", "削除してください。")
	}
}

func (f *form) needed(field, value, fixEN, fixJA string) {
	if value == "" {
		f.breach(field, catalogue.RequiredFieldMissing, catalogue.Violation{
			Message: field + " is missing.", MessageJA: field + " が指定されていません。", FixEN: fixEN, FixJA: fixJA,
		})
	}
}

func (f *form) address(client *outbound.Client, field, value string) {
	err := client.Check(value)
	if err == nil {
		return
	}
	why, fix := err.Error(), "Enter an address such as https://crm.example.com/events."
	if r, ok := errors.AsType[*outbound.Refused](err); ok {
		why, fix = "the address "+r.Why, strings.ToUpper(r.Fix[:1])+r.Fix[1:]+"."
	}
	f.breach(field, catalogue.InvalidStringFormat, catalogue.Violation{
		Message:   field + " cannot be called: " + why + ".",
		MessageJA: field + " は呼び出せない URL です。",
		Value:     value,
		FixEN:     fix,
		FixJA:     "https://crm.example.com/events のような、公開されている URL を入力してください。",
	})
}

func (f *form) oneOf(field, value string, choices ...string) {
	for _, c := range choices {
		if value == c {
			return
		}
	}
	f.breach(field, catalogue.InvalidEnumValue, catalogue.Violation{
		Message: fmt.Sprintf("%s is not one of %v.", field, choices), MessageJA: fmt.Sprintf("%s は %v のいずれかです。", field, choices),
		Value: value,
		FixEN: fmt.Sprintf("Choose one of %v.", choices), FixJA: fmt.Sprintf("%v から選択してください。", choices),
	})
}

func (f *form) within(field string, value, least, most int64, unit, unitJA string) {
	if least <= value && value <= most {
		return
	}
	f.breach(field, catalogue.ValueOutOfRange, catalogue.Violation{
		Message:   fmt.Sprintf("%s is %d to %d %s.", field, least, most, unit),
		MessageJA: fmt.Sprintf("%s は %d～%d %sです。", field, least, most, unitJA),
		Value:     fmt.Sprint(value),
		FixEN:     "Choose a figure in that range.", FixJA: "この範囲の値を指定してください。",
	})
}

func (f *form) err() error {
	if len(f.broken) == 0 {
		return nil
	}
	return fault.Malformed(f.broken...)
}
