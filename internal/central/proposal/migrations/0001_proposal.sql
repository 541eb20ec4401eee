-- +goose Up
CREATE TABLE proposal (
    account_id   TEXT NOT NULL,
    id           TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    user_name    TEXT NOT NULL,
    assistant    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    number       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    modified     TEXT NOT NULL,
    title        TEXT NOT NULL,
    problems     INTEGER NOT NULL,
    status       TEXT NOT NULL,
    hash         TEXT NOT NULL,
    body         {{blob}} NOT NULL,
    created_us   BIGINT NOT NULL,
    expires_us   BIGINT NOT NULL,
    decided_us   BIGINT NOT NULL,
    decider      TEXT NOT NULL,
    decider_name TEXT NOT NULL,
    way          TEXT NOT NULL,
    comment      TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX proposal_list ON proposal (account_id, created_us, id);
CREATE INDEX proposal_own ON proposal (account_id, user_id, created_us, id);
CREATE INDEX proposal_status ON proposal (account_id, status, created_us, id);
CREATE INDEX proposal_age ON proposal (expires_us);
CREATE TABLE approval_key (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    user_id    TEXT NOT NULL,
    name       TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    revoked_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX approval_key_list ON approval_key (account_id, user_id, created_us, id);
-- +goose Down
DROP TABLE approval_key;
DROP TABLE proposal;
