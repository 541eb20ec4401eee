// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package totp

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// A Picture is a QR code as the path of an SVG whose side has so many units. What is drawn is dark.
type Picture struct {
	Side int
	Path string
}

// Draw makes the picture of a URI.
func Draw(uri string) (Picture, error) {
	code, err := qrcode.New(uri, qrcode.Medium)
	if err != nil {
		return Picture{}, fmt.Errorf("draw QR code: %w", err)
	}
	rows := code.Bitmap()
	var path strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			} else {
				x++
			}
		}
	}
	return Picture{Side: len(rows), Path: path.String()}, nil
}
