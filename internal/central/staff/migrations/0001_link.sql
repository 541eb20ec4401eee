-- +goose Up
CREATE TABLE staff_link (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    expires_us BIGINT NOT NULL
);
CREATE INDEX staff_link_of ON staff_link (account_id, user_id);
CREATE INDEX staff_link_age ON staff_link (expires_us);
-- +goose Down
DROP TABLE staff_link;
