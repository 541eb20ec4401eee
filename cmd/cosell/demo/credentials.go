// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

// Credentials are drawn once for a data folder. They live as long as its sample data.
type Credentials struct {
	Password string         `json:"password"` // of every user
	Keys     map[string]Key `json:"keys"`     // by account
	Webhook  string         `json:"webhook"`  // the secret by which events are handed to the connector
}

// A Key is an access key for real SDKs.
type Key struct {
	ID     string `json:"accessKeyId"`
	Secret string `json:"secretAccessKey"`
}
