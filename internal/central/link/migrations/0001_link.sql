-- +goose Up
CREATE TABLE account_link (
    account_id TEXT PRIMARY KEY,
    legal_name TEXT NOT NULL,
    linked_by  TEXT NOT NULL,
    linked_us  BIGINT NOT NULL
);
CREATE TABLE role_mapping (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    role       TEXT NOT NULL,
    set_by     TEXT NOT NULL,
    set_us     BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind, subject)
);
-- +goose Down
DROP TABLE role_mapping;
DROP TABLE account_link;
