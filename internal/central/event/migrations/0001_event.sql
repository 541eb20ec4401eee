-- +goose Up

-- An id begins with the instant of its acceptance, so that the key also orders by time.
CREATE TABLE event (
    account_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    at_us       BIGINT NOT NULL, -- when it happened, as its envelope says
    source      TEXT   NOT NULL,
    detail_type TEXT   NOT NULL,
    resources   TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    ruleset     BIGINT NOT NULL, -- the rules that it was judged by; 0: the account had none
    PRIMARY KEY (account_id, id)
) {{in key}};

-- The version is drawn anew with every change of the account's rules, targets or archives.
CREATE TABLE event_ruleset (
    account_id TEXT   NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL
);

CREATE TABLE event_rule (
    account_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    pattern     TEXT    NOT NULL,
    role        TEXT    NOT NULL, -- an ARN, kept as it was told
    enabled     INTEGER NOT NULL,
    changed_us  BIGINT  NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE event_tag (
    account_id TEXT NOT NULL,
    rule       TEXT NOT NULL,
    name       TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (account_id, rule, name)
);

-- A target has a destination or a queue; the other is empty.
CREATE TABLE event_target (
    account_id  TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    destination TEXT   NOT NULL, -- name of an API destination
    queue       TEXT   NOT NULL, -- ARN
    settings    TEXT   NOT NULL, -- JSON: what is sent, and where dead letters go
    retries     INTEGER NOT NULL,
    max_age_s   BIGINT NOT NULL,
    PRIMARY KEY (account_id, rule, id)
);
CREATE INDEX event_target_destination ON event_target (account_id, destination, rule);
CREATE INDEX event_target_queue ON event_target (account_id, queue, rule);

CREATE TABLE event_connection (
    account_id  TEXT     NOT NULL,
    name        TEXT     NOT NULL,
    uid         TEXT     NOT NULL, -- the last part of its ARN
    description TEXT     NOT NULL,
    settings    TEXT     NOT NULL, -- JSON: everything but what is secret
    secret      {{blob}} NOT NULL, -- JSON: the rest, sealed
    version     BIGINT   NOT NULL, -- drawn anew with every change; a token of another version is not used
    made_us     BIGINT   NOT NULL,
    changed_us  BIGINT   NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE event_destination (
    account_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    uid         TEXT    NOT NULL,
    description TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    method      TEXT    NOT NULL,
    connection  TEXT    NOT NULL,
    rate        INTEGER NOT NULL, -- calls a second at most
    made_us     BIGINT  NOT NULL,
    changed_us  BIGINT  NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE INDEX event_destination_connection ON event_destination (account_id, connection, name);

-- One event for one target of one rule. waiting: due at due_us; delivered and dead are final.
CREATE TABLE event_delivery (
    account_id  TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    event_id    TEXT    NOT NULL,
    detail_type TEXT    NOT NULL,
    rule        TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    replay      TEXT    NOT NULL, -- by which replay; empty for the first time
    destination TEXT    NOT NULL, -- its name when last tried, for people
    state       TEXT    NOT NULL,
    since_us    BIGINT  NOT NULL, -- age and attempts count from here; a redrive begins anew
    attempts    INTEGER NOT NULL,
    due_us      BIGINT  NOT NULL,
    ended_us    BIGINT  NOT NULL, -- 0 while waiting
    code        TEXT    NOT NULL, -- of the last failure
    message     TEXT    NOT NULL,
    redriven    INTEGER NOT NULL, -- how often a person sent it again
    PRIMARY KEY (account_id, id)
);
CREATE INDEX event_delivery_state ON event_delivery (account_id, state, id);
CREATE INDEX event_delivery_type ON event_delivery (account_id, detail_type, id);
CREATE INDEX event_delivery_due ON event_delivery (due_us) WHERE state = 'waiting';
CREATE INDEX event_delivery_ended ON event_delivery (state, ended_us);
CREATE INDEX event_delivery_event ON event_delivery (account_id, event_id);

CREATE TABLE event_archive (
    account_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    pattern     TEXT    NOT NULL, -- empty: every event
    days        INTEGER NOT NULL, -- how long events are kept; 0: for ever
    made_us     BIGINT  NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- An event that an archive has taken. The event's own row is kept as long as there is one of these.
CREATE TABLE event_archived (
    account_id TEXT   NOT NULL,
    archive    TEXT   NOT NULL,
    at_us      BIGINT NOT NULL, -- of the event
    event_id   TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    PRIMARY KEY (account_id, archive, at_us, event_id)
) {{in key}};
CREATE INDEX event_archived_event ON event_archived (account_id, event_id);

CREATE TABLE event_replay (
    account_id  TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    archive     TEXT   NOT NULL,
    rules       TEXT   NOT NULL, -- JSON: names of the rules that may take what is replayed; empty: all
    from_us     BIGINT NOT NULL,
    until_us    BIGINT NOT NULL, -- not included
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    begun_us    BIGINT NOT NULL,
    ended_us    BIGINT NOT NULL, -- 0 while it runs
    last_us     BIGINT NOT NULL, -- instant and id of the last event that was replayed; 0 and empty: none was
    last_id     TEXT   NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- +goose Down
DROP TABLE event_replay;
DROP TABLE event_archived;
DROP TABLE event_archive;
DROP TABLE event_delivery;
DROP TABLE event_destination;
DROP TABLE event_connection;
DROP TABLE event_target;
DROP TABLE event_tag;
DROP TABLE event_rule;
DROP TABLE event_ruleset;
DROP TABLE event;
