-- +goose Up
CREATE TABLE partner (
    account_id  TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    consulting  INTEGER NOT NULL,
    programs    TEXT NOT NULL,
    terms_us    BIGINT,
    created_us  BIGINT NOT NULL
);
CREATE TABLE partner_user (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    email      TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name  TEXT NOT NULL,
    role       TEXT NOT NULL,
    language   TEXT NOT NULL,
    password   TEXT NOT NULL,
    active     INTEGER NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE TABLE api_client (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    managed    TEXT NOT NULL,
    document   TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE TABLE access_key (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    client_id  TEXT NOT NULL,
    secret     {{blob}} NOT NULL,
    active     INTEGER NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE TABLE iam_role (
    account_id    TEXT NOT NULL,
    id            TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    trust         TEXT NOT NULL,
    managed       TEXT NOT NULL,
    document      TEXT NOT NULL,
    max_session_s BIGINT NOT NULL,
    created_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE TABLE sts_session (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    role_id    TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    managed    TEXT NOT NULL,
    document   TEXT NOT NULL,
    secret     {{blob}} NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX sts_session_expires ON sts_session (expires_us);
-- +goose Down
DROP TABLE sts_session;
DROP TABLE iam_role;
DROP TABLE access_key;
DROP TABLE api_client;
DROP TABLE partner_user;
DROP TABLE partner;
