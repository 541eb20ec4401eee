-- +goose Up
CREATE TABLE assistant_token (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    name       TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE,
    scopes     TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    used_us    BIGINT NOT NULL,
    revoked_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX assistant_token_list ON assistant_token (account_id, user_id, created_us, id);
-- +goose Down
DROP TABLE assistant_token;
