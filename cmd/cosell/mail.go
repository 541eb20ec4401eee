// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strings"

	"cosell/internal/config"
	"cosell/internal/mail"
)

// mailServer is the one that letters are sent through; nil where the settings name none.
func mailServer(cfg config.Config) (*mail.Server, error) {
	if cfg.MailHost == "" {
		return nil, nil
	}
	s := &mail.Server{Host: cfg.MailHost, Port: cfg.MailPort, TLS: cfg.MailTLS, User: cfg.MailUser, Password: cfg.MailPassword, From: cfg.MailFrom}
	if cfg.MailPasswordFile != "" {
		text, err := os.ReadFile(cfg.MailPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("COSELL_SMTP_PASSWORD_FILE: %w", err)
		}
		s.Password = strings.TrimRight(string(text), "\r\n")
	}
	return s, nil
}
