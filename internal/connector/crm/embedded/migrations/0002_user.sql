-- +goose Up
CREATE TABLE crm_user (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    email      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    language   TEXT NOT NULL,
    password   TEXT NOT NULL,
    active     INTEGER NOT NULL,
    PRIMARY KEY (account_id, id)
);
-- +goose Down
DROP TABLE crm_user;
