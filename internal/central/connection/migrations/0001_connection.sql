-- +goose Up
-- Every invitation and every connection is stored twice, once for each participant: what one reads is his own row.
CREATE TABLE connection_invitation (
    account_id    TEXT NOT NULL,
    catalog       TEXT NOT NULL,
    id            TEXT NOT NULL,
    role          TEXT NOT NULL,
    other_account TEXT NOT NULL,
    other_id      TEXT NOT NULL,
    type          TEXT NOT NULL,
    status        TEXT NOT NULL,
    letter        {{blob}} NOT NULL, -- sealed
    connection    TEXT NOT NULL,
    created_us    BIGINT NOT NULL,
    updated_us    BIGINT NOT NULL,
    expires_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE INDEX connection_invitation_created ON connection_invitation (account_id, catalog, created_us, id);
CREATE INDEX connection_invitation_both ON connection_invitation (id);
CREATE UNIQUE INDEX connection_invitation_pending ON connection_invitation (account_id, catalog, other_account, type) WHERE status = 'PENDING';
CREATE TABLE partner_connection (
    account_id    TEXT NOT NULL,
    catalog       TEXT NOT NULL,
    id            TEXT NOT NULL,
    other_account TEXT NOT NULL,
    created_us    BIGINT NOT NULL,
    updated_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE UNIQUE INDEX partner_connection_other ON partner_connection (account_id, catalog, other_account);
CREATE INDEX partner_connection_created ON partner_connection (account_id, catalog, created_us, id);
CREATE TABLE partner_connection_type (
    account_id    TEXT NOT NULL,
    catalog       TEXT NOT NULL,
    connection    TEXT NOT NULL,
    type          TEXT NOT NULL,
    other_account TEXT NOT NULL,
    status        TEXT NOT NULL,
    inviter       {{blob}} NOT NULL, -- sealed
    created_us    BIGINT NOT NULL,
    canceled_us   BIGINT,
    canceled_by   TEXT NOT NULL,
    reason        {{blob}}, -- sealed; of the one who ended it
    PRIMARY KEY (account_id, catalog, connection, type)
);
CREATE UNIQUE INDEX partner_connection_type_other ON partner_connection_type (account_id, catalog, other_account, type);
CREATE INDEX partner_connection_type_status ON partner_connection_type (account_id, catalog, type, status);
-- A row is held while an account's connections are counted and one is added: the limit is exact.
CREATE TABLE connection_account (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog)
);
CREATE TABLE connection_preference (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    access     TEXT NOT NULL,
    excluded   TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog)
);
-- +goose Down
DROP TABLE connection_preference;
DROP TABLE connection_account;
DROP TABLE partner_connection_type;
DROP TABLE partner_connection;
DROP TABLE connection_invitation;
