-- +goose Up
CREATE TABLE engagement (
    account_id  TEXT NOT NULL,
    catalog     TEXT NOT NULL,
    id          TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    number      BIGINT NOT NULL,
    created_us  BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE UNIQUE INDEX engagement_opportunity ON engagement (account_id, catalog, number);
CREATE TABLE engagement_member (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    member     TEXT NOT NULL,
    company    TEXT NOT NULL,
    joined_us  BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, engagement, member)
);
CREATE INDEX engagement_member_engagement ON engagement_member (catalog, engagement, joined_us, member);
CREATE INDEX engagement_member_member ON engagement_member (catalog, member, engagement);
CREATE TABLE engagement_invitation (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    id         TEXT NOT NULL,
    engagement TEXT NOT NULL,
    receiver   TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE UNIQUE INDEX engagement_invitation_receiver ON engagement_invitation (account_id, catalog, engagement, receiver);
CREATE TABLE snapshot_job (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    id         TEXT NOT NULL,
    engagement TEXT NOT NULL,
    number     BIGINT NOT NULL,
    template   TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE UNIQUE INDEX snapshot_job_resource ON snapshot_job (account_id, catalog, engagement, number, template);
CREATE TABLE opportunity_task (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    id         TEXT NOT NULL,
    start_us   BIGINT NOT NULL,
    status     TEXT NOT NULL,
    number     BIGINT NOT NULL,
    engagement TEXT NOT NULL,
    invitation TEXT NOT NULL,
    job        TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE INDEX opportunity_task_start ON opportunity_task (account_id, catalog, start_us, id);
CREATE INDEX opportunity_task_opportunity ON opportunity_task (account_id, catalog, number);
CREATE INDEX opportunity_task_engagement ON opportunity_task (account_id, catalog, engagement);
-- +goose Down
DROP TABLE opportunity_task;
DROP TABLE snapshot_job;
DROP TABLE engagement_invitation;
DROP TABLE engagement_member;
DROP TABLE engagement;
