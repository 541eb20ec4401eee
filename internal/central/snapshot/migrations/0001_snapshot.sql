-- +goose Up
-- What an account publishes to an engagement of a resource by one template: latest is the revision of its last snapshot,
-- 0 before the first. Its row is locked by whoever takes the next.
CREATE TABLE resource_snapshot_series (
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    number     BIGINT NOT NULL,
    template   TEXT NOT NULL,
    account_id TEXT NOT NULL,
    latest     INTEGER NOT NULL,
    PRIMARY KEY (catalog, engagement, number, template)
);
CREATE INDEX resource_snapshot_series_resource ON resource_snapshot_series (catalog, number, engagement);

-- A snapshot is never changed. The whole payload is sealed for the account that owns the resource: it holds people's data.
CREATE TABLE resource_snapshot (
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    number     BIGINT NOT NULL,
    template   TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    payload    {{blob}} NOT NULL,
    PRIMARY KEY (catalog, engagement, number, template, revision)
);

CREATE TABLE resource_snapshot_job (
    account_id   TEXT NOT NULL,
    catalog      TEXT NOT NULL,
    id           TEXT NOT NULL,
    engagement   TEXT NOT NULL,
    number       BIGINT NOT NULL,
    template     TEXT NOT NULL,
    status       TEXT NOT NULL,
    created_us   BIGINT NOT NULL,
    succeeded_us BIGINT NOT NULL,
    failure      TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
CREATE UNIQUE INDEX resource_snapshot_job_resource ON resource_snapshot_job (account_id, catalog, number, template, engagement);
-- One index for each walk of ListResourceSnapshotJobs: all of its ORDER BY.
CREATE INDEX resource_snapshot_job_created ON resource_snapshot_job (account_id, catalog, created_us, id);
CREATE INDEX resource_snapshot_job_status ON resource_snapshot_job (account_id, catalog, status, created_us, id);
CREATE INDEX resource_snapshot_job_engagement ON resource_snapshot_job (account_id, catalog, engagement, created_us, id);

CREATE TABLE selling_settings (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    job_role   TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog)
);
-- +goose Down
DROP TABLE selling_settings;
DROP TABLE resource_snapshot_job;
DROP TABLE resource_snapshot;
DROP TABLE resource_snapshot_series;
