-- +goose Up
CREATE TABLE account_partner (
    account_id  TEXT NOT NULL,
    catalog     TEXT NOT NULL,
    id          TEXT NOT NULL UNIQUE,
    profile_id  TEXT NOT NULL UNIQUE,
    legal_name  TEXT NOT NULL,
    legal_key   TEXT NOT NULL,
    solution    TEXT NOT NULL,
    visibility  TEXT NOT NULL,
    profile     TEXT,
    display_key TEXT,
    contact     {{blob}} NOT NULL, -- sealed
    created_us  BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog)
);
CREATE UNIQUE INDEX account_partner_legal ON account_partner (catalog, legal_key);
CREATE UNIQUE INDEX account_partner_display ON account_partner (catalog, display_key);
CREATE TABLE profile_task (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    details    TEXT NOT NULL,
    status     TEXT NOT NULL,
    found      TEXT NOT NULL,
    started_us BIGINT NOT NULL,
    ended_us   BIGINT,
    PRIMARY KEY (account_id, catalog, number)
);
CREATE UNIQUE INDEX profile_task_one ON profile_task (account_id, catalog) WHERE status = 'IN_PROGRESS';
CREATE TABLE partner_domain (
    account_id    TEXT NOT NULL,
    catalog       TEXT NOT NULL,
    name          TEXT NOT NULL,
    registered_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, name)
);
CREATE TABLE partner_tag (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, tag_key)
);
-- +goose Down
DROP TABLE partner_tag;
DROP TABLE partner_domain;
DROP TABLE profile_task;
DROP TABLE account_partner;
