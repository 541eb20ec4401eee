-- +goose Up
-- What was done, in the transaction that did it. Rows are added and never changed.
CREATE TABLE audit_entry (
    account_id TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    tie        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    proposer   TEXT NOT NULL,
    door       TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    request    TEXT NOT NULL,
    remote     TEXT NOT NULL,
    PRIMARY KEY (account_id, at_us, tie)
) {{in key}};
-- The chain over an account's entries: each hash covers the entry and the hash before. It is made a moment after the entry,
-- so that writers do not wait for each other, and carries what the log is searched by.
CREATE TABLE audit_chain (
    account_id TEXT NOT NULL,
    position   BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    tie        BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    hash       TEXT NOT NULL,
    PRIMARY KEY (account_id, position)
);
CREATE UNIQUE INDEX audit_chain_entry ON audit_chain (account_id, at_us, tie);
CREATE INDEX audit_chain_actor ON audit_chain (account_id, actor, position);
CREATE INDEX audit_chain_action ON audit_chain (account_id, action, position);
CREATE INDEX audit_chain_subject ON audit_chain (account_id, subject, position);
-- +goose Down
DROP TABLE audit_chain;
DROP TABLE audit_entry;
