-- +goose Up
CREATE TABLE quota_day (
    account_id TEXT NOT NULL,
    operation  TEXT NOT NULL,
    PRIMARY KEY (account_id, operation)
);
CREATE TABLE quota_bucket (
    account_id TEXT NOT NULL,
    operation  TEXT NOT NULL,
    start_us   BIGINT NOT NULL,
    calls      BIGINT NOT NULL,
    PRIMARY KEY (account_id, operation, start_us)
) {{in key}};
-- The one row has what was set while programs run: an empty mode and 0 percent are those that they were started with.
CREATE TABLE quota_mode (
    id      INTEGER PRIMARY KEY,
    mode    TEXT NOT NULL,
    percent INTEGER NOT NULL,
    set_by  TEXT NOT NULL,
    at_us   BIGINT NOT NULL
);
CREATE TABLE quota_override (
    operation  TEXT PRIMARY KEY,
    per_second INTEGER NOT NULL,
    per_day    INTEGER NOT NULL,
    set_by     TEXT NOT NULL,
    at_us      BIGINT NOT NULL
);
-- +goose Down
DROP TABLE quota_override;
DROP TABLE quota_mode;
DROP TABLE quota_bucket;
DROP TABLE quota_day;
