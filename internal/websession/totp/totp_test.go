// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package totp_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"cosell/internal/websession/totp"
)

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	key := []byte("12345678901234567890") // RFC 6238, appendix B; its last six of eight digits
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := totp.Code(key, totp.Step(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestACodeIsGoodForAMomentAndOnce(t *testing.T) {
	t.Parallel()
	key, now := totp.NewKey(), time.Unix(1_800_000_000, 0)
	here := totp.Step(now)
	for off, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		step, right := totp.Check(key, totp.Code(key, here+off), now, 0)
		if right != want || right && step != here+off {
			t.Errorf("%d steps off: %v of step %d", off, right, step)
		}
		if _, right := totp.Check(key, totp.Code(key, here+off), now, here+off); right {
			t.Errorf("%d steps off: good a second time", off)
		}
	}
	if _, right := totp.Check(key, totp.Code(key, here-1), now, here); right {
		t.Error("an older code is good after a newer one")
	}
	code := totp.Code(key, here)
	full := strings.Map(func(r rune) rune { return r - '0' + '０' }, code)
	for _, typed := range []string{" " + code[:3] + " " + code[3:], full, code[:3] + "-" + code[3:]} {
		if _, right := totp.Check(key, typed, now, 0); !right {
			t.Errorf("%q is not understood", typed)
		}
	}
	for _, typed := range []string{"", "12345", code + "0", "abcdef", "-1"} {
		if _, right := totp.Check(key, typed, now, 0); right {
			t.Errorf("%q is good", typed)
		}
	}
}

func TestAppsReadTheKeyFromThePicture(t *testing.T) {
	t.Parallel()
	key := totp.NewKey()
	uri := totp.URI("Cosell - デモ", "a+b@example.com", key)
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Cosell - デモ:a+b@example.com" || u.Query().Get("secret") != totp.Text(key) || strings.Contains(u.RawQuery, "+") {
		t.Errorf("%s: %v", uri, err)
	}
	p, err := totp.Draw(uri)
	if err != nil || p.Side < 21+8 || len(p.Path) < 1000 || strings.Trim(p.Path, "Mhvz0123456789- ") != "" {
		t.Errorf("%+v, %v", p.Side, err)
	}
	if _, err := totp.Draw(strings.Repeat("x", 5000)); err == nil {
		t.Error("drew what no picture holds")
	}
}
