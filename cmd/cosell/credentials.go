// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cosell/cmd/cosell/demo"
)

// Files of the demo in its data folder.
const (
	credentialsFile = "credentials.json" // there once the sample data is whole
	factsFile       = "demo.json"        // there while the demo is ready
)

// facts are what demo.json tells other programs.
type facts struct {
	Portal   string         `json:"portal"`
	AWS      string         `json:"aws"`
	Partners []partnerFacts `json:"partners"`
	Users    []userFacts    `json:"users"`
	Control  string         `json:"control"` // where the control interface listens, on this machine
	Token    string         `json:"token"`   // opens it; another one at each start
}

type partnerFacts struct {
	Name            string `json:"name"`
	AccountID       string `json:"accountId"`
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	Role            string `json:"role"` // ARN of a role that the keys may assume
}

type userFacts struct {
	Role     string `json:"role"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Joining  bool   `json:"joining,omitempty"` // of a partner that has not accepted the terms yet
}

// readCredentials is what an earlier start has drawn; fs.ErrNotExist when the sample data is not there or not whole.
func readCredentials(dir string) (c demo.Credentials, err error) {
	text, err := os.ReadFile(filepath.Join(dir, credentialsFile))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("%s: %w; start with --fresh to begin again", credentialsFile, err)
	}
	return c, nil
}

// writeWhole writes a file that is either there and whole, or not there. Only its owner may read it.
func writeWhole(path string, content any) (err error) {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(append(text, '\n')); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// forget removes what a demo has left in its data folder, and nothing else.
func forget(dir string) error {
	var errs []error
	for _, name := range []string{factsFile, credentialsFile, "cosell.db", "cosell.db-wal", "cosell.db-shm", "cosell.db.lock", "cosell.db.jobs", "master.key"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// draw makes the demo's password, easy to type and different in every data folder.
func draw() string { return "cosell-" + rand.Text()[:4] + "-" + rand.Text()[:4] }
