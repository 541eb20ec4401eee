-- +goose Up
-- One row for each task that a partner started on one resource. kind is the resource type of its ARN.
CREATE TABLE task (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    start_us   BIGINT NOT NULL,
    status     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    message    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    engagement TEXT NOT NULL,
    invitation TEXT NOT NULL,
    context    TEXT NOT NULL,
    job        TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, kind, id)
);
CREATE INDEX task_start ON task (account_id, catalog, kind, start_us, id);
CREATE INDEX task_opportunity ON task (account_id, catalog, kind, number);
CREATE INDEX task_engagement ON task (account_id, catalog, kind, engagement);
CREATE INDEX task_invitation ON task (account_id, catalog, kind, invitation);
-- An opportunity that a partner took over from another, and whose review follows the other's.
CREATE TABLE task_follower (
    catalog       TEXT NOT NULL,
    leader        TEXT NOT NULL,
    leader_number BIGINT NOT NULL,
    account_id    TEXT NOT NULL,
    number        BIGINT NOT NULL,
    PRIMARY KEY (catalog, leader, leader_number, account_id, number)
);
-- name_key is the name as bytes, so that both databases sort alike; end_us is 0 while the task runs.
CREATE TABLE prospecting_task (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    name_key   {{blob}} NOT NULL,
    start_us   BIGINT NOT NULL,
    end_us     BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    completed  BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE INDEX prospecting_task_start ON prospecting_task (account_id, catalog, start_us, id);
CREATE INDEX prospecting_task_name ON prospecting_task (account_id, catalog, name_key, id);
CREATE INDEX prospecting_task_failed ON prospecting_task (account_id, catalog, failed, id);
CREATE TABLE prospecting_engagement (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    task       TEXT NOT NULL,
    place      BIGINT NOT NULL,
    engagement TEXT NOT NULL,
    status     TEXT NOT NULL,
    context    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    message    TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, task, place)
);
-- +goose Down
DROP TABLE prospecting_engagement;
DROP TABLE prospecting_task;
DROP TABLE task_follower;
DROP TABLE task;
