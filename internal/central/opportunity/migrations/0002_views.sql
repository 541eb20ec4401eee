-- +goose Up
-- When AWS shared what the partner made this opportunity of; 0 for what AWS did not share.
ALTER TABLE opportunity ADD COLUMN shared_us BIGINT NOT NULL DEFAULT 0;
UPDATE opportunity SET shared_us = created_us WHERE origin = 'AWS Referral';
-- What has neither happened to costs nothing here.
CREATE INDEX opportunity_shared ON opportunity (account_id, catalog, shared_us, number) WHERE shared_us > 0;
CREATE INDEX opportunity_handed_in ON opportunity (account_id, catalog, submitted_us, number) WHERE submitted_us > 0;

-- The concordance: the facts of each record as they were read last, and under each term the numbers that have it, in blocks.
CREATE TABLE opportunity_fact (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    facts      {{blob}} NOT NULL,
    PRIMARY KEY (account_id, catalog, number)
);
CREATE TABLE opportunity_posting (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    field      TEXT NOT NULL,
    term       {{blob}} NOT NULL,
    block      BIGINT NOT NULL,
    numbers    {{blob}} NOT NULL,
    PRIMARY KEY (account_id, catalog, field, term, block)
) {{in key}};
-- Records that have changed since they were read. mark is another one with each change.
CREATE TABLE opportunity_unread (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    mark       BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, number)
) {{in key}};
INSERT INTO opportunity_unread (account_id, catalog, number, mark) SELECT account_id, catalog, number, 1 FROM opportunity;
-- Whoever reads at a place holds its row.
CREATE TABLE opportunity_reading (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog)
) {{in key}};

-- What somebody has flagged to follow up.
CREATE TABLE opportunity_flag (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    principal  TEXT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, principal, number)
) {{in key}};
-- +goose Down
DROP TABLE opportunity_flag;
DROP TABLE opportunity_reading;
DROP TABLE opportunity_unread;
DROP TABLE opportunity_posting;
DROP TABLE opportunity_fact;
DROP INDEX opportunity_handed_in;
DROP INDEX opportunity_shared;
ALTER TABLE opportunity DROP COLUMN shared_us;
