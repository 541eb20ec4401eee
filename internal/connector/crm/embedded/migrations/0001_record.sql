-- +goose Up
CREATE TABLE crm_record (
    account_id   TEXT NOT NULL,
    object       TEXT NOT NULL,
    id           TEXT NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT NOT NULL,
    name_fold    TEXT NOT NULL,
    parent       TEXT NOT NULL,
    stage        TEXT NOT NULL,
    owner        TEXT NOT NULL,
    close_date   TEXT NOT NULL,
    mark         TEXT NOT NULL,
    fields       TEXT NOT NULL,
    sealed       {{blob}},
    created_at   BIGINT NOT NULL,
    modified_at  BIGINT NOT NULL,
    modified_by  TEXT NOT NULL,
    deleted      INTEGER NOT NULL,
    PRIMARY KEY (account_id, object, id)
);
CREATE INDEX crm_record_modified ON crm_record (account_id, object, deleted, modified_at DESC, id DESC);
CREATE INDEX crm_record_name ON crm_record (account_id, object, deleted, name_fold, id);
CREATE INDEX crm_record_close ON crm_record (account_id, object, deleted, close_date, id);
CREATE INDEX crm_record_parent ON crm_record (account_id, object, parent, id);
CREATE TABLE crm_external (
    account_id TEXT NOT NULL,
    object     TEXT NOT NULL,
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,
    id         TEXT NOT NULL,
    PRIMARY KEY (account_id, object, field, value)
);
CREATE INDEX crm_external_record ON crm_external (account_id, object, id);
CREATE TABLE crm_reference (
    account_id TEXT NOT NULL,
    object     TEXT NOT NULL,
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,
    id         TEXT NOT NULL,
    PRIMARY KEY (account_id, object, field, value, id)
);
CREATE INDEX crm_reference_record ON crm_reference (account_id, object, id);
CREATE TABLE crm_feed (
    account_id TEXT PRIMARY KEY,
    last       BIGINT NOT NULL,
    pruned     BIGINT NOT NULL
);
CREATE TABLE crm_change (
    account_id TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    object     TEXT NOT NULL,
    id         TEXT NOT NULL,
    at         BIGINT NOT NULL,
    by_user    TEXT NOT NULL,
    own        INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    PRIMARY KEY (account_id, seq)
);
CREATE TABLE crm_comment (
    account_id TEXT NOT NULL,
    object     TEXT NOT NULL,
    id         TEXT NOT NULL,
    comment_key TEXT NOT NULL,
    at         BIGINT NOT NULL,
    author     TEXT NOT NULL,
    body       TEXT NOT NULL,
    from_aws   INTEGER NOT NULL,
    PRIMARY KEY (account_id, object, id, comment_key)
);
CREATE INDEX crm_comment_at ON crm_comment (account_id, object, id, at DESC, comment_key);
-- +goose Down
DROP TABLE crm_comment;
DROP TABLE crm_change;
DROP TABLE crm_feed;
DROP TABLE crm_reference;
DROP TABLE crm_external;
DROP TABLE crm_record;
