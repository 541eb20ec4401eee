-- +goose Up
CREATE TABLE verification (
    account_id   TEXT NOT NULL,
    type         TEXT NOT NULL,
    attempt      BIGINT NOT NULL,
    status       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    details      {{blob}} NOT NULL, -- sealed
    link_hash    TEXT,
    expires_us   BIGINT,
    started_us   BIGINT NOT NULL,
    completed_us BIGINT,
    PRIMARY KEY (account_id, type)
);
CREATE UNIQUE INDEX verification_link ON verification (link_hash);
CREATE TABLE email_code (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    address    TEXT NOT NULL, -- hash
    code       {{blob}} NOT NULL, -- sealed
    wrong      INTEGER NOT NULL,
    sent_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, address)
);
CREATE INDEX email_code_sent ON email_code (sent_us);
-- +goose Down
DROP TABLE email_code;
DROP TABLE verification;
