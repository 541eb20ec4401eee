// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cosell/internal/central/portal"
	"cosell/internal/pages"
)

// A control reaches the control interface of a demo or a sandbox that runs.
type control struct {
	url, token string
}

// folders are where a running program is looked for when nobody says where it is.
var folders = []string{"./cosell-data", "./cosell-sandbox"}

// reach finds the program: by address and token, else by what it has written into its data folder.
func reach(data, url, token string) (control, error) {
	if url != "" {
		return control{strings.TrimSuffix(url, "/"), token}, nil
	}
	look := folders
	if data != "" {
		look = []string{data}
	}
	for _, dir := range look {
		text, err := os.ReadFile(filepath.Join(dir, factsFile))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return control{}, err
		}
		var f facts
		if err := json.Unmarshal(text, &f); err != nil {
			return control{}, fmt.Errorf("%s in %s: %w", factsFile, dir, err)
		}
		return control{f.Control, f.Token}, nil
	}
	return control{}, fmt.Errorf("no demo or sandbox runs on %s: start one, name its folder with --data, or give --url and --token", strings.Join(look, " or "))
}

// errUnknown is an answer about something that is not there.
var errUnknown = errors.New("unknown")

// file reads an opportunity at the desk. Of one that is not there, it names those that wait.
func (c control) file(ctx context.Context, id string) (file portal.DeskRecord, err error) {
	err = c.call(ctx, http.MethodGet, record(id), nil, &file)
	if !errors.Is(err, errUnknown) {
		return file, err
	}
	var queue portal.SummaryPage
	if err := c.call(ctx, http.MethodGet, "opportunities", nil, &queue); err != nil {
		return file, err
	}
	if len(queue.Items) == 0 {
		return file, fmt.Errorf("no partner has handed in an opportunity %s; none waits at the desk", id)
	}
	var ids []string
	for _, o := range queue.Items {
		ids = append(ids, o.ID)
	}
	return file, fmt.Errorf("no partner has handed in an opportunity %s; at the desk are %s", id, strings.Join(ids, ", "))
}

// busy is how long an answer may take: moving the clock stops at what is due on the way.
const busy = 2 * time.Minute

// call sends a request to one of the desk's endpoints and reads the answer.
func (c control) call(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, busy)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+"/control/"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("reach the program: %w; does it still run?", err)
	}
	defer func() { _ = res.Body.Close() }() // read only
	text, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if res.StatusCode == http.StatusNotFound {
		return fmt.Errorf("%w: %w", errUnknown, refusal(res.StatusCode, text))
	}
	if res.StatusCode >= http.StatusBadRequest {
		return refusal(res.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return nil
}

// refusal is a problem in words for a terminal.
func refusal(status int, text []byte) error {
	var p pages.Problem
	if err := json.Unmarshal(text, &p); err != nil || p.Detail == "" {
		return fmt.Errorf("the program answers %d", status)
	}
	if len(p.Errors) == 0 {
		return errors.New(p.Detail)
	}
	var lines []string
	for _, v := range p.Errors {
		lines = append(lines, strings.TrimSuffix(v.Message, ".")+". "+v.FixEN)
	}
	return errors.New(strings.Join(lines, "\n  "))
}
