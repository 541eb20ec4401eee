// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package intake takes in what happened at AWS: events that EventBridge hands over, and a reconciling poll for those that
// it lost.
//
// An event carries an id and no data. It is remembered, made into a job for its record, and answered at once; the job
// reads what there is now, so that events may come twice, late and in any order.
package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cosell/internal/aws/event"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this room.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "intake", Files: files}
}

// A Client may hand over the events of an account: what an EventBridge connection signs in with.
type Client struct {
	Account string
	ID      string
	Secret  string
}

// Room takes events in.
type Room struct {
	db      *sqldb.DB
	ledger  *ledger.Ledger
	sync    *sync.Room
	log     *slog.Logger
	clients map[string]known
}

type known struct {
	account string
	secret  [sha256.Size]byte
}

// New is the room. Secrets are kept as digests only.
func New(db *sqldb.DB, l *ledger.Ledger, s *sync.Room, log *slog.Logger, clients ...Client) (*Room, error) {
	r := &Room{db: db, ledger: l, sync: s, log: log, clients: map[string]known{}}
	for _, c := range clients {
		if c.ID == "" || len(c.Secret) < 16 {
			return nil, fmt.Errorf("webhook of %s: give a client id and a secret of 16 characters or more", c.Account)
		}
		if _, twice := r.clients[c.ID]; twice {
			return nil, fmt.Errorf("webhook of %s: the client id %q is taken", c.Account, c.ID)
		}
		r.clients[c.ID] = known{c.Account, sha256.Sum256([]byte(c.Secret))}
	}
	return r, nil
}

// The paths that Handler serves, below wherever it is mounted.
const (
	TokenPath  = "/oauth/token"
	EventsPath = "/events"
)

const (
	lifetime = time.Hour // of a token
	maxEvent = 256 << 10 // EventBridge's own limit of an entry
	maxForm  = 16 << 10  // of a request for a token
	retry    = "5"       // seconds, told when the database is away
)

// Handler serves the token endpoint and the events.
func (r *Room) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+TokenPath, r.token)
	mux.HandleFunc("POST "+EventsPath, r.events)
	return mux
}

// token signs a client in by OAuth's client credentials, given in the header or in the form.
func (r *Room) token(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, maxForm)
	if err := req.ParseForm(); err != nil {
		refuse(w, http.StatusBadRequest, "invalid_request", "The form cannot be read.")
		return
	}
	if req.PostForm.Get("grant_type") != "client_credentials" {
		refuse(w, http.StatusBadRequest, "unsupported_grant_type", "Use grant_type=client_credentials.")
		return
	}
	c, ok := r.client(req)
	if !ok {
		w.Header().Set("WWW-Authenticate", `Basic realm="events"`)
		refuse(w, http.StatusUnauthorized, "invalid_client", "The client id or secret is wrong.")
		return
	}
	text := rand.Text()
	err := r.db.InTx(req.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`DELETE FROM intake_token WHERE account_id = ? AND expires_at < ?`, c.account, sqldb.Micros(tx.Now())); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO intake_token (account_id, hash, expires_at) VALUES (?, ?, ?)`,
			c.account, digest(text), sqldb.Micros(tx.Now().Add(lifetime)))
		return err
	})
	if err != nil {
		r.unavailable(w, req.Context(), "issue a token", err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	answer(w, http.StatusOK, map[string]any{"access_token": text, "token_type": "Bearer", "expires_in": int(lifetime / time.Second)})
}

// client finds who signs in. An unknown id costs the same as a wrong secret.
func (r *Room) client(req *http.Request) (known, bool) {
	id, secret, basic := req.BasicAuth()
	if basic {
		id, secret = unescaped(id), unescaped(secret) // RFC 6749, 2.3.1
	} else {
		id, secret = req.PostForm.Get("client_id"), req.PostForm.Get("client_secret")
	}
	c, has := r.clients[id]
	sum := sha256.Sum256([]byte(secret))
	fits := subtle.ConstantTimeCompare(sum[:], c.secret[:]) == 1
	return c, has && fits
}

func unescaped(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// events takes one event in.
func (r *Room) events(w http.ResponseWriter, req *http.Request) {
	account, err := r.bearer(req)
	if errors.Is(err, errSignedOut) {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		refuse(w, http.StatusUnauthorized, "invalid_token", "The access token is missing, unknown or expired.")
		return
	}
	if err != nil {
		r.unavailable(w, req.Context(), "check a token", err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxEvent))
	if err != nil {
		status := http.StatusBadRequest
		if _, over := errors.AsType[*http.MaxBytesError](err); over {
			status = http.StatusRequestEntityTooLarge
		}
		refuse(w, status, "invalid_event", "The event cannot be read, or is larger than 256 KB.")
		return
	}
	e, err := event.Parse(body)
	if err == nil && !plain(e.ID) {
		err = errors.New("the event's id is longer than 100 characters, or no plain text")
	}
	if err == nil && e.Account != account {
		err = fmt.Errorf("the event is for account %q, the token is not", e.Account)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "invalid_event", err.Error())
		return
	}
	outcome, err := r.Take(req.Context(), account, e)
	if err != nil {
		r.unavailable(w, req.Context(), "take event "+e.ID, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"id": e.ID, "outcome": string(outcome)})
}

var errSignedOut = errors.New("no valid token")

func (r *Room) bearer(req *http.Request) (account string, err error) {
	text, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if !ok || text == "" {
		return "", errSignedOut
	}
	err = r.db.View(req.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT account_id FROM intake_token WHERE hash = ? AND expires_at > ?`, digest(text), sqldb.Micros(tx.Now())).Scan(&account)
	})
	if errors.Is(err, sqldb.ErrNone) {
		return "", errSignedOut
	}
	return account, err
}

// An Outcome is what became of an event.
type Outcome string

// The outcomes.
const (
	Queued  Outcome = "queued"  // its record is synced
	Skipped Outcome = "skipped" // it is about nothing that is tied to the CRM
	Known   Outcome = "known"   // it was here before
)

// Take remembers an event and has its record synced. A second delivery changes nothing.
func (r *Room) Take(ctx context.Context, account string, e event.Envelope) (out Outcome, err error) {
	catalog, id := about(e)
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		isNew, err := r.ledger.Received(tx, account, e.ID)
		if err != nil {
			return err
		}
		out = Known
		if !isNew {
			return nil
		}
		out = Skipped
		if t, has := r.sync.Tenant(account); id == "" || !has || t.Remote.Catalog() != catalog {
			return nil
		}
		paired, err := r.sync.EventOn(tx, account, catalog, id, jobq.Event)
		if paired {
			out = Queued
		}
		return err
	})
	return out, err
}

// about is the opportunity that an event tells of; "" when it tells of something else.
func about(e event.Envelope) (catalog, id string) {
	var detail struct {
		Catalog     string `json:"catalog"`
		Opportunity struct {
			Identifier string `json:"identifier"`
		} `json:"opportunity"`
		Snapshot struct {
			Type string `json:"resourceType"`
			ID   string `json:"resourceId"`
		} `json:"resourceSnapshot"`
	}
	if e.Source != event.SourceSelling || json.Unmarshal(e.Detail, &detail) != nil {
		return "", ""
	}
	switch e.DetailType {
	case event.TypeOpportunityCreated, event.TypeOpportunityUpdated:
		id = detail.Opportunity.Identifier
	case event.TypeSnapshotCreated:
		if detail.Snapshot.Type == "Opportunity" {
			id = detail.Snapshot.ID
		}
	}
	if !plain(id) {
		return "", ""
	}
	return detail.Catalog, id
}

// plain says whether an id can be stored and looked up: short, and of visible ASCII.
func plain(id string) bool {
	return len(id) <= 100 && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}

func (r *Room) unavailable(w http.ResponseWriter, ctx context.Context, doing string, err error) {
	r.log.ErrorContext(ctx, "event intake", "doing", doing, "error", err)
	w.Header().Set("Retry-After", retry)
	refuse(w, http.StatusServiceUnavailable, "temporarily_unavailable", "The event could not be stored. Deliver it again later.")
}

func refuse(w http.ResponseWriter, status int, code, says string) {
	answer(w, status, map[string]any{"error": code, "error_description": says})
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		text = []byte("{}")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the other side may be gone; it delivers again
}
