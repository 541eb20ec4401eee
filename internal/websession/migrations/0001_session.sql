-- +goose Up
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    client TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX session_by_user ON session (realm, user_id, made);
CREATE INDEX session_by_expiry ON session (expires);
CREATE TABLE sign_in_limit (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    updated BIGINT NOT NULL
);
CREATE INDEX sign_in_limit_by_age ON sign_in_limit (updated);
-- +goose Down
DROP TABLE sign_in_limit;
DROP TABLE session;
