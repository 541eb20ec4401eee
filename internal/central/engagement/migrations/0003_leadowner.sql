-- +goose Up
-- Who of a partner works on a lead. A lead without a row is nobody's.
CREATE TABLE engagement_lead_owner (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, engagement)
);
-- What a partner's people did with a lead. changes may hold people of the customer: they are sealed for the account.
CREATE TABLE engagement_lead_history (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    number     BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    action     TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    proposer   TEXT NOT NULL,
    comment    TEXT NOT NULL,
    changes    {{blob}},
    PRIMARY KEY (account_id, catalog, engagement, number)
);
-- +goose Down
DROP TABLE engagement_lead_history;
DROP TABLE engagement_lead_owner;
