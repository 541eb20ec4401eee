// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Prefix begins the environment variable of every setting.
const Prefix = "COSELL_"

// A Setting is one row: all that the program, its help and its pages know about it.
type Setting struct {
	Group   string
	Name    string // with its unit: POLL_SECONDS. The variable is COSELL_POLL_SECONDS, the YAML key poll_seconds, the flag --poll-seconds
	Default string
	Rule    string // what a value is, to follow "want"
	Example string
	Help    string
	Secret  bool // never printed, never a flag: command lines can be read by others

	notInFile bool
	required  bool
	put       func(*Config, string) error
	get       func(*Config) string
	mask      func(string) string
}

// Variable is the name in the environment.
func (s Setting) Variable() string { return Prefix + s.Name }

// Key is the name in the YAML file.
func (s Setting) Key() string { return strings.ToLower(s.Name) }

// Flag is the name on the command line, without dashes in front.
func (s Setting) Flag() string { return strings.ReplaceAll(s.Key(), "_", "-") }

// Value is the value in c as it may be shown: secrets are not.
func (s Setting) Value(c Config) string {
	v := s.get(&c)
	switch {
	case s.Secret && v != "":
		return "(secret)"
	case s.mask != nil:
		return s.mask(v)
	}
	return v
}

func (s Setting) secret() Setting      { s.Secret = true; return s }
func (s Setting) needed() Setting      { s.required = true; return s }
func (s Setting) outsideFile() Setting { s.notInFile = true; return s }

func (s Setting) shown(mask func(string) string) Setting {
	s.mask = mask
	return s
}

// errRule says that a value breaks the rule of its setting.
var errRule = errors.New("breaks the rule")

// take checks and stores a value.
func (s Setting) take(c *Config, value string) error {
	if value == "" && s.Default == "" && !s.required {
		return nil
	}
	if value == "" || strings.ContainsAny(value, "\r\n\x00") {
		return errRule
	}
	return s.put(c, value)
}

type (
	prefixes = []netip.Prefix
	duration = time.Duration
)

func text(group, name, def, rule, help string, at func(*Config) *string) Setting {
	return Setting{Group: group, Name: name, Default: def, Rule: rule, Help: help, Example: def,
		put: func(c *Config, v string) error { *at(c) = v; return nil },
		get: func(c *Config) string { return *at(c) }}
}

func pattern(group, name, want, rule, example, help string, at func(*Config) *string) Setting {
	re := regexp.MustCompile(want)
	s := text(group, name, "", rule, help, at)
	s.Example = example
	s.put = func(c *Config, v string) error {
		if !re.MatchString(v) {
			return errRule
		}
		*at(c) = v
		return nil
	}
	return s
}

func choice(group, name, def string, of []string, help string, at func(*Config) *string) Setting {
	s := text(group, name, def, "one of "+strings.Join(of, ", "), help, at)
	s.put = func(c *Config, v string) error {
		if !slices.Contains(of, v) {
			return errRule
		}
		*at(c) = v
		return nil
	}
	return s
}

func onOff(group, name, def, help string, at func(*Config) *bool) Setting {
	word := map[bool]string{true: "on", false: "off"}
	return Setting{Group: group, Name: name, Default: def, Rule: "on or off", Help: help, Example: def,
		put: func(c *Config, v string) error {
			switch v {
			case "on", "true":
				*at(c) = true
			case "off", "false":
				*at(c) = false
			default:
				return errRule
			}
			return nil
		},
		get: func(c *Config) string { return word[*at(c)] }}
}

func number(group, name, def string, low, high int, help string, set func(*Config, int), get func(*Config) int) Setting {
	return Setting{Group: group, Name: name, Default: def, Help: help, Example: def,
		Rule: fmt.Sprintf("a whole number from %d to %d", low, high),
		put: func(c *Config, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < low || n > high {
				return errRule
			}
			set(c, n)
			return nil
		},
		get: func(c *Config) string { return strconv.Itoa(get(c)) }}
}

func whole(group, name, def string, low, high int, help string, at func(*Config) *int) Setting {
	return number(group, name, def, low, high, help,
		func(c *Config, n int) { *at(c) = n }, func(c *Config) int { return *at(c) })
}

func span(unit time.Duration, group, name, def string, low, high int, help string, at func(*Config) *duration) Setting {
	return number(group, name, def, low, high, help,
		func(c *Config, n int) { *at(c) = time.Duration(n) * unit }, func(c *Config) int { return int(*at(c) / unit) })
}

func seconds(group, name, def string, low, high int, help string, at func(*Config) *duration) Setting {
	return span(time.Second, group, name, def, low, high, help, at)
}

func hours(group, name, def string, low, high int, help string, at func(*Config) *duration) Setting {
	return span(time.Hour, group, name, def, low, high, help, at)
}

func days(group, name, def string, low, high int, help string, at func(*Config) *duration) Setting {
	return span(24*time.Hour, group, name, def, low, high, help, at)
}

func listen(group, name, def, help string, at func(*Config) *string) Setting {
	s := text(group, name, def, "host:port, the port from 0 to 65535", help, at)
	s.put = func(c *Config, v string) error {
		_, port, err := net.SplitHostPort(v)
		if err != nil {
			return errRule
		}
		if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
			return errRule
		}
		*at(c) = v
		return nil
	}
	return s
}

// issuer is an address with a path, kept to the letter: a provider is compared by it.
func issuer(group, name, help string, at func(*Config) *string) Setting {
	s := text(group, name, "", "http:// or https://, host, port and path, such as https://id.example.com/realms/acme", help, at)
	s.put = func(c *Config, v string) error {
		u, err := url.Parse(v)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || strings.ContainsAny(v, "?#") {
			return errRule
		}
		*at(c) = v
		return nil
	}
	return s
}

func address(group, name, help string, at func(*Config) **url.URL) Setting {
	return Setting{Group: group, Name: name, Rule: "http:// or https://, host and port, without path, query or user",
		Help: help, Example: "https://cosell.example.com",
		put: func(c *Config, v string) error {
			u, err := url.Parse(v)
			if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil ||
				strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
				return errRule
			}
			u.Path = ""
			*at(c) = u
			return nil
		},
		get: func(c *Config) string {
			if *at(c) == nil {
				return ""
			}
			return (*at(c)).String()
		}}
}

func networks(group, name, help string, at func(*Config) *prefixes) Setting {
	return Setting{Group: group, Name: name, Rule: "networks as address/bits, separated by commas", Help: help,
		Example: "10.20.0.0/16,192.168.7.10/32",
		put: func(c *Config, v string) error {
			var all []netip.Prefix
			for part := range strings.SplitSeq(v, ",") {
				p, err := netip.ParsePrefix(strings.TrimSpace(part))
				if err != nil {
					return errRule
				}
				all = append(all, p.Masked())
			}
			*at(c) = all
			return nil
		},
		get: func(c *Config) string {
			words := make([]string, len(*at(c)))
			for i, p := range *at(c) {
				words[i] = p.String()
			}
			return strings.Join(words, ",")
		}}
}

// withoutPassword hides the password of a database address, in whichever of its forms it is given.
func withoutPassword(address string) string {
	if strings.HasPrefix(address, "sqlite:") || address == "" {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "(not shown: the address cannot be read)"
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "password") {
			q.Set(name, "xxxxx")
		}
	}
	u.RawQuery = q.Encode()
	return u.Redacted()
}
