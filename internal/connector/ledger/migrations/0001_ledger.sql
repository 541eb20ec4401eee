-- +goose Up
CREATE TABLE ledger_pairing (
    account_id     TEXT NOT NULL,
    catalog        TEXT NOT NULL,
    object         TEXT NOT NULL,
    record_id      TEXT NOT NULL,
    record_name    TEXT NOT NULL,
    opportunity_id TEXT NOT NULL,
    state          TEXT NOT NULL,
    involvement    TEXT NOT NULL,
    visibility     TEXT NOT NULL,
    shared_by      TEXT NOT NULL,
    shared_at      BIGINT NOT NULL,
    review         TEXT NOT NULL,
    comments       TEXT NOT NULL,
    aws_stage      TEXT NOT NULL,
    aws_modified   TEXT NOT NULL,
    message        TEXT NOT NULL,
    problems       TEXT NOT NULL,
    problem_count  BIGINT NOT NULL,
    parked_count   BIGINT NOT NULL,
    refused        TEXT NOT NULL,
    synced_at      BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    kept           {{blob}},
    PRIMARY KEY (account_id, catalog, object, record_id)
);
CREATE UNIQUE INDEX ledger_pairing_opportunity ON ledger_pairing (account_id, catalog, opportunity_id) WHERE opportunity_id <> '';
CREATE INDEX ledger_pairing_state ON ledger_pairing (account_id, catalog, state, changed_at);
CREATE TABLE ledger_attempt (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    object     TEXT NOT NULL,
    record_id  TEXT NOT NULL,
    operation  TEXT NOT NULL,
    token      TEXT NOT NULL,
    log_id     TEXT NOT NULL,
    tries      BIGINT NOT NULL,
    first_at   BIGINT NOT NULL,
    body       {{blob}} NOT NULL,
    PRIMARY KEY (account_id, catalog, object, record_id, operation)
);
CREATE TABLE ledger_cursor (
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    value      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE TABLE ledger_quota (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    recent     TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind)
);
CREATE TABLE ledger_quota_minute (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    minute     BIGINT NOT NULL,
    used       BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind, minute)
);
CREATE TABLE ledger_contact (
    account_id   TEXT NOT NULL PRIMARY KEY,
    last_ok      BIGINT NOT NULL,
    last_error   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    failures     BIGINT NOT NULL,
    paused_until BIGINT NOT NULL
);
CREATE TABLE ledger_event (
    account_id TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, event_id)
);
CREATE INDEX ledger_event_at ON ledger_event (account_id, at);
CREATE TABLE ledger_log (
    account_id     TEXT NOT NULL,
    id             TEXT NOT NULL,
    at             BIGINT NOT NULL,
    catalog        TEXT NOT NULL,
    object         TEXT NOT NULL,
    record_id      TEXT NOT NULL,
    record_name    TEXT NOT NULL,
    opportunity_id TEXT NOT NULL,
    direction      TEXT NOT NULL,
    operation      TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    attempts       BIGINT NOT NULL,
    code           TEXT NOT NULL,
    message        TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    duration_us    BIGINT NOT NULL,
    violations     TEXT NOT NULL,
    retried_by     TEXT NOT NULL,
    sealed         {{blob}},
    PRIMARY KEY (account_id, id)
);
CREATE INDEX ledger_log_at ON ledger_log (account_id, at DESC, id DESC);
CREATE INDEX ledger_log_record ON ledger_log (account_id, object, record_id, at DESC, id DESC);
CREATE INDEX ledger_log_open ON ledger_log (account_id, outcome, at);
-- +goose Down
DROP TABLE ledger_log;
DROP TABLE ledger_event;
DROP TABLE ledger_contact;
DROP TABLE ledger_quota_minute;
DROP TABLE ledger_quota;
DROP TABLE ledger_cursor;
DROP TABLE ledger_attempt;
DROP TABLE ledger_pairing;
