-- +goose Up
CREATE TABLE intake_token (
    account_id TEXT NOT NULL,
    hash       TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, hash)
);
CREATE INDEX intake_token_hash ON intake_token (hash);
-- +goose Down
DROP TABLE intake_token;
