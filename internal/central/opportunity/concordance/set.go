// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package concordance finds opportunities by what stands in them, as the concordance of a book finds its places.
//
// Each term, a value of a field or a piece of a text, has the numbers of the records that have it, in blocks. A record that
// has changed is put aside in the transaction that changes it, and read later, many at a time; until then whoever looks
// something up asks the record itself.
package concordance

import (
	"encoding/binary"
	"iter"
	"maps"
	"math/bits"
	"slices"
)

// span is how many numbers a block is for.
const span = 4096

// A block holds one bit for each number.
type block [span / 64]uint64

// A Set is numbers of records.
type Set struct{ blocks map[int64]*block }

// NewSet is a set of some numbers.
func NewSet(numbers ...int64) *Set {
	s := &Set{map[int64]*block{}}
	for _, n := range numbers {
		s.at(n / span).put(int(n % span))
	}
	return s
}

func (s *Set) at(i int64) *block {
	b := s.blocks[i]
	if b == nil {
		b = &block{}
		s.blocks[i] = b
	}
	return b
}

func (b *block) put(i int)      { b[i/64] |= 1 << (i % 64) }
func (b *block) take(i int)     { b[i/64] &^= 1 << (i % 64) }
func (b *block) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// keep leaves what another block has too, and says whether that is anything.
func (b *block) keep(o *block) (some bool) {
	for at := range b {
		b[at] &= o[at]
		some = some || b[at] != 0
	}
	return some
}

func (b *block) size() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// Has says whether a number is in the set.
func (s *Set) Has(n int64) bool {
	b := s.blocks[n/span]
	return b != nil && b.has(int(n%span))
}

// Size is how many numbers are in the set.
func (s *Set) Size() (n int) {
	for _, b := range s.blocks {
		n += b.size()
	}
	return n
}

// Numbers are the numbers of the set, rising.
func (s *Set) Numbers() []int64 {
	return slices.AppendSeq(make([]int64, 0, s.Size()), s.From(-1, false))
}

// From are the numbers of the set behind one, rising or falling.
func (s *Set) From(n int64, falling bool) iter.Seq[int64] {
	order := slices.Sorted(maps.Keys(s.blocks))
	if falling {
		slices.Reverse(order)
	}
	return func(yield func(int64) bool) {
		for _, i := range order {
			if falling && i*span >= n || !falling && (i+1)*span <= n {
				continue
			}
			for _, number := range s.blocks[i].numbers(i*span, falling) {
				if (falling && number < n || !falling && number > n) && !yield(number) {
					return
				}
			}
		}
	}
}

// numbers are those of a block that begins with a number, rising or falling.
func (b *block) numbers(begin int64, falling bool) (all []int64) {
	for at, word := range b {
		for ; word != 0; word &= word - 1 {
			all = append(all, begin+int64(at*64+bits.TrailingZeros64(word)))
		}
	}
	if falling {
		slices.Reverse(all)
	}
	return all
}

// join adds the numbers of another set.
func (s *Set) join(o *Set) {
	for i, b := range o.blocks {
		mine := s.at(i)
		for at := range b {
			mine[at] |= b[at]
		}
	}
}

// keep leaves what another set has too.
func (s *Set) keep(o *Set) {
	for i, b := range s.blocks {
		other := o.blocks[i]
		if other == nil {
			delete(s.blocks, i)
			continue
		}
		b.keep(other)
	}
}

// without is what another set does not have.
func (s *Set) without(o *Set) *Set {
	rest := NewSet()
	rest.join(s)
	rest.Drop(o)
	return rest
}

// Drop leaves what another set does not have.
func (s *Set) Drop(o *Set) {
	for i, b := range s.blocks {
		if other := o.blocks[i]; other != nil {
			for at := range b {
				b[at] &^= other[at]
			}
		}
	}
}

// encode writes a block: the bits, or where that is shorter the numbers in it, two bytes each.
func (b *block) encode() []byte {
	if n := b.size(); 2*n < span/8 {
		out := make([]byte, 0, 2*n)
		for at, word := range b {
			for ; word != 0; word &= word - 1 {
				out = binary.LittleEndian.AppendUint16(out, uint16(at*64+bits.TrailingZeros64(word))) //nolint:gosec // below span
			}
		}
		return out
	}
	out := make([]byte, 0, span/8)
	for _, word := range b {
		out = binary.LittleEndian.AppendUint64(out, word)
	}
	return out
}

// decode adds what encode wrote. Bytes that are nobody's are passed over.
func (b *block) decode(text []byte) {
	if len(text) == span/8 {
		for at := range b {
			b[at] |= binary.LittleEndian.Uint64(text[8*at:])
		}
		return
	}
	for ; len(text) >= 2; text = text[2:] {
		if n := int(binary.LittleEndian.Uint16(text)); n < span {
			b.put(n)
		}
	}
}
