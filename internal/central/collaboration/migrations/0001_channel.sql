-- +goose Up
-- A channel of an opportunity, from the request on.
CREATE TABLE collaboration_channel (
    account_id   TEXT NOT NULL,
    id           TEXT NOT NULL,
    catalog      TEXT NOT NULL,
    number       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    state        TEXT NOT NULL,
    is_open      INTEGER NOT NULL,  -- 1: asked for, approved or created
    title        TEXT NOT NULL,     -- of the opportunity when it was asked for
    company      TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    asked_by     TEXT NOT NULL,
    asked_name   TEXT NOT NULL,
    asked_us     BIGINT NOT NULL,
    decided_name TEXT NOT NULL,
    decided_us   BIGINT NOT NULL,   -- 0: not yet
    reason       TEXT NOT NULL,     -- why it was declined
    trouble      TEXT NOT NULL,     -- in Slack's words, why it could not be created
    name         TEXT NOT NULL,     -- in Slack
    slack_id     TEXT NOT NULL,     -- empty: made by hand
    link         TEXT NOT NULL,
    created_us   BIGINT NOT NULL,
    archived_us  BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX collaboration_channel_open ON collaboration_channel (account_id, catalog, number) WHERE is_open = 1;
CREATE INDEX collaboration_channel_of ON collaboration_channel (account_id, catalog, number, asked_us, id);
-- The AWS desk's list, and what waits in it.
CREATE INDEX collaboration_channel_asked ON collaboration_channel (asked_us, id);
CREATE INDEX collaboration_channel_state ON collaboration_channel (state, asked_us, id);
CREATE UNIQUE INDEX collaboration_channel_id ON collaboration_channel (id);

CREATE TABLE collaboration_person (
    account_id TEXT NOT NULL,
    channel    TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    state      TEXT NOT NULL,
    since_us   BIGINT NOT NULL,
    PRIMARY KEY (account_id, channel, user_id)
);

-- Who wants no invitation any more.
CREATE TABLE collaboration_optout (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    since_us   BIGINT NOT NULL,
    PRIMARY KEY (account_id, user_id)
);
-- +goose Down
DROP TABLE collaboration_optout;
DROP TABLE collaboration_person;
DROP TABLE collaboration_channel;
