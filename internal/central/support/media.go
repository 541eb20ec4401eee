// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support

import (
	"bytes"
	"net/http"
	"path"
	"slices"
	"strings"

	"cosell/internal/central/fault"
)

// A kind is a sort of file that is taken: what its content looks like, and how its name may end. What a browser would run
// when it is opened is none of them.
type kind struct {
	media   string // as it is served
	endings []string
}

var kinds = []kind{
	{"image/png", []string{".png"}},
	{"image/jpeg", []string{".jpg", ".jpeg"}},
	{"image/gif", []string{".gif"}},
	{"image/webp", []string{".webp"}},
	{"application/pdf", []string{".pdf"}},
	{"application/zip", []string{".zip", ".xlsx", ".docx", ".pptx"}},
	{"application/x-gzip", []string{".gz"}},
	{"text/plain", []string{".txt", ".log", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".md"}},
}

// Endings are how names of files may end.
var Endings = func() (all []string) {
	for _, k := range kinds {
		all = append(all, k.endings...)
	}
	return all
}()

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

func knownExtension(name string) bool { return slices.Contains(Endings, ending(name)) }

// mediaOf tells a file by its first bytes, and refuses one that is not what its name says.
func mediaOf(name string, begin []byte) (string, error) {
	seen, _, _ := strings.Cut(http.DetectContentType(begin), ";")
	if seen == "text/plain" && bytes.IndexByte(begin, 0) >= 0 {
		seen = "" // UTF-16, which the programs that read logs do not take for text
	}
	for _, k := range kinds {
		if k.media == seen && slices.Contains(k.endings, ending(name)) {
			return seen, nil
		}
	}
	return "", fault.Malformed(badContent(name))
}
