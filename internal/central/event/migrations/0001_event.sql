-- +goose Up

-- An id begins with its instant, so that the key also orders by time.
CREATE TABLE event (
    account_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    at_us       BIGINT NOT NULL,
    source      TEXT   NOT NULL,
    detail_type TEXT   NOT NULL,
    resources   TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    ruleset     BIGINT NOT NULL, -- the rules that it was judged by; 0: the account had none
    PRIMARY KEY (account_id, id)
) {{in key}};

-- The version is drawn anew with every change of the account's rules or targets.
CREATE TABLE event_ruleset (
    account_id TEXT   NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL
);

CREATE TABLE event_rule (
    account_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    pattern     TEXT    NOT NULL,
    enabled     INTEGER NOT NULL,
    changed_us  BIGINT  NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE event_target (
    account_id  TEXT   NOT NULL,
    rule        TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    destination TEXT   NOT NULL,
    retries     INTEGER NOT NULL,
    max_age_s   BIGINT NOT NULL,
    PRIMARY KEY (account_id, rule, id)
);
CREATE INDEX event_target_destination ON event_target (account_id, destination);

CREATE TABLE event_connection (
    account_id TEXT     NOT NULL,
    name       TEXT     NOT NULL,
    token_url  TEXT     NOT NULL,
    client_id  TEXT     NOT NULL,
    client_in  TEXT     NOT NULL, -- where the client's id and secret travel: header or body
    scope      TEXT     NOT NULL,
    secret     {{blob}} NOT NULL,
    version    BIGINT   NOT NULL, -- drawn anew with every change; a token of another version is not used
    changed_us BIGINT   NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE event_destination (
    account_id TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    url        TEXT   NOT NULL,
    method     TEXT   NOT NULL,
    connection TEXT   NOT NULL,
    changed_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE INDEX event_destination_connection ON event_destination (account_id, connection);

-- One event for one target of one rule. waiting: due at due_us; delivered and dead are final.
CREATE TABLE event_delivery (
    account_id  TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    event_id    TEXT    NOT NULL,
    detail_type TEXT    NOT NULL,
    rule        TEXT    NOT NULL,
    target      TEXT    NOT NULL,
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

-- +goose Down
DROP TABLE event_delivery;
DROP TABLE event_destination;
DROP TABLE event_connection;
DROP TABLE event_target;
DROP TABLE event_rule;
DROP TABLE event_ruleset;
DROP TABLE event;
