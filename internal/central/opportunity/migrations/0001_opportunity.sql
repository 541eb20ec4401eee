-- +goose Up
-- What lists, rules and indexes read stands in columns, the rest in doc: the answer of GetOpportunity as it is sent,
-- customer contacts left out. Texts that are sorted by are stored as folded bytes, so that both databases sort alike.
CREATE TABLE opportunity (
    account_id   TEXT NOT NULL,
    catalog      TEXT NOT NULL,
    number       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    state        INTEGER NOT NULL,
    review       TEXT NOT NULL,
    stage        TEXT NOT NULL,
    origin       TEXT NOT NULL,
    involvement  TEXT NOT NULL,
    visibility   TEXT NOT NULL,
    owner        TEXT NOT NULL,
    owner_name   TEXT NOT NULL,
    company      TEXT NOT NULL,
    company_key  {{blob}} NOT NULL,
    title        TEXT NOT NULL,
    title_key    {{blob}} NOT NULL,
    country      TEXT NOT NULL,
    partner_ref  TEXT,
    close_day    INTEGER NOT NULL,
    amount       TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    currency     TEXT NOT NULL,
    created_us   BIGINT NOT NULL,
    modified_us  BIGINT NOT NULL,
    submitted_us BIGINT NOT NULL,
    follows      INTEGER NOT NULL DEFAULT 0, -- 1: its review is that of another partner's record, and not decided yet
    contacts_at  INTEGER NOT NULL,
    contacts     {{blob}},
    doc          TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, number)
);
-- One index for each sort that is offered: all of its ORDER BY, the tie-break included. Behind it stands what the API
-- filters by, so that a walk passes over a row without reading it.
CREATE INDEX opportunity_identifier ON opportunity (account_id, catalog, number, state, company_key, created_us, modified_us, close_day);
CREATE INDEX opportunity_modified ON opportunity (account_id, catalog, modified_us, number, state, company_key, created_us, close_day);
CREATE INDEX opportunity_created ON opportunity (account_id, catalog, created_us, number, state, company_key, modified_us, close_day);
CREATE INDEX opportunity_close ON opportunity (account_id, catalog, close_day, number, state, company_key, created_us, modified_us);
CREATE INDEX opportunity_company ON opportunity (account_id, catalog, company_key, number, state, created_us, modified_us, close_day);
CREATE INDEX opportunity_title ON opportunity (account_id, catalog, title_key, number);
CREATE INDEX opportunity_amount ON opportunity (account_id, catalog, amount_cents, number);
-- A list by one time with a filter on the other: each fortnight of the filter has the sort behind it.
CREATE INDEX opportunity_modified_fortnight ON opportunity (account_id, catalog, (modified_us / 1209600000000), created_us, number, state, company_key, modified_us, close_day);
CREATE INDEX opportunity_created_fortnight ON opportunity (account_id, catalog, (created_us / 1209600000000), modified_us, number, state, company_key, created_us, close_day);
CREATE INDEX opportunity_state ON opportunity (account_id, catalog, state, modified_us, number);
CREATE INDEX opportunity_owner ON opportunity (account_id, catalog, owner, modified_us, number);
-- The rare ones of a wide column can be found; the common ones cost nothing.
CREATE INDEX opportunity_referral ON opportunity (account_id, catalog, origin, modified_us, number) WHERE origin <> 'Partner Referral';
CREATE INDEX opportunity_involvement ON opportunity (account_id, catalog, involvement, modified_us, number) WHERE involvement <> '';
-- Drafts are not on the AWS desk, so they cost nothing here; nor does what is decided with another record.
CREATE INDEX opportunity_desk ON opportunity (catalog, state, submitted_us, number) WHERE review <> 'Pending Submission' AND follows = 0;
-- The AWS desk finds a record by its identifier alone: those are unique in a catalog.
CREATE UNIQUE INDEX opportunity_number ON opportunity (catalog, number) WHERE review <> 'Pending Submission';
CREATE UNIQUE INDEX opportunity_partner_ref ON opportunity (account_id, catalog, partner_ref) WHERE partner_ref IS NOT NULL;

CREATE TABLE opportunity_history (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    action     TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    proposer   TEXT NOT NULL,
    comment    TEXT NOT NULL,
    stage      TEXT NOT NULL,
    changes    TEXT NOT NULL,
    sensitive  {{blob}},
    PRIMARY KEY (account_id, catalog, number, version)
) {{in key}};

-- AWS's own side of an opportunity that was handed in.
CREATE TABLE opportunity_aws (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    side       TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, number)
);

-- A Marketplace offer sits on one opportunity.
CREATE TABLE opportunity_offer (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    offer      TEXT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, offer)
);
-- +goose Down
DROP TABLE opportunity_offer;
DROP TABLE opportunity_aws;
DROP TABLE opportunity_history;
DROP TABLE opportunity;
