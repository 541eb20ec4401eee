-- +goose Up
CREATE TABLE allowance_use (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    name       TEXT NOT NULL,
    used       TEXT NOT NULL, -- JSON list of instants, oldest first
    last_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, name)
);
CREATE INDEX allowance_use_last ON allowance_use (last_us);
-- +goose Down
DROP TABLE allowance_use;
