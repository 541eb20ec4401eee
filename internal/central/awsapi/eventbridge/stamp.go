// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"math"
	"strconv"
	"time"
)

// A stamp is an instant on the wire: seconds since 1970, with a fraction. Source: awsJson1_1.
type stamp struct{ time.Time }

// MarshalJSON writes seconds, to the millisecond.
func (s stamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(s.UnixMilli())/1000, 'f', -1, 64), nil
}

// latest is the last second of the year 9999, beyond which no instant is written with four digits.
const latest = 253402300799

// UnmarshalJSON reads seconds.
func (s *stamp) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > latest {
		return strconv.ErrRange
	}
	s.Time = time.UnixMilli(int64(math.Round(f * 1000))).UTC()
	return nil
}

// at is an instant that may be missing.
func at(t time.Time) *stamp {
	if t.IsZero() {
		return nil
	}
	return &stamp{t}
}

func (s *stamp) time() time.Time {
	if s == nil {
		return time.Time{}
	}
	return s.Time
}
