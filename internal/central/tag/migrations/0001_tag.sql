-- +goose Up
-- All tags of a resource stand in one row, so that whoever changes them holds them: a resource has few.
CREATE TABLE resource_tags (
    account_id TEXT NOT NULL,
    arn        TEXT NOT NULL,
    tags       TEXT NOT NULL,
    PRIMARY KEY (account_id, arn)
);
-- +goose Down
DROP TABLE resource_tags;
