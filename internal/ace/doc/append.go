// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Append writes a document as compact JSON with its members sorted, so that equal trees are equal bytes. Nothing is
// escaped for HTML. Values that Parse does not make (Go numbers, lists of strings, times) are written as encoding/json
// writes them.
func Append(dst []byte, d Doc) []byte {
	var room [48]string
	names := room[:0]
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, name)
		dst = append(dst, ':')
		dst = appendValue(dst, d[name])
	}
	return append(dst, '}')
}

// AppendValue writes one value as Append writes it.
func AppendValue(dst []byte, v any) []byte { return appendValue(dst, v) }

func appendValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case string:
		return appendString(dst, v)
	case json.Number:
		if v == "" {
			return append(dst, '0')
		}
		return append(dst, v...)
	case bool:
		return strconv.AppendBool(dst, v)
	case Doc:
		if v == nil {
			return append(dst, "null"...)
		}
		return Append(dst, v)
	case []any:
		return appendList(dst, v, appendValue)
	case []Doc:
		return appendList(dst, v, Append)
	case []string:
		return appendList(dst, v, appendString)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	default:
		return appendOther(dst, v)
	}
}

func appendList[T any](dst []byte, elements []T, write func([]byte, T) []byte) []byte {
	if elements == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, '[')
	for i, element := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = write(dst, element)
	}
	return append(dst, ']')
}

// appendOther writes what the tree does not hold by itself. What JSON cannot say (a channel, NaN) becomes null.
func appendOther(dst []byte, v any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return append(dst, "null"...)
	}
	return append(dst, bytes.TrimRight(text.Bytes(), "\n")...)
}

const hexDigits = "0123456789abcdef"

func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	plain := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, s[plain:i]...)
				dst = append(dst, "\ufffd"...)
				plain = i + 1
			}
			i += size
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[plain:i]...)
		dst = appendEscape(dst, c)
		i++
		plain = i
	}
	dst = append(dst, s[plain:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	default:
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
	}
}
