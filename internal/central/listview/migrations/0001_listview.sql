-- +goose Up
-- A way of looking at a list that somebody has saved. filters and columns are JSON as the pages send them.
CREATE TABLE list_view (
    account_id  TEXT NOT NULL,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    owner_name  TEXT NOT NULL,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    filters     TEXT NOT NULL,
    sort        TEXT NOT NULL,
    falling     INTEGER NOT NULL,
    columns     TEXT NOT NULL,
    shared      INTEGER NOT NULL,
    version     BIGINT NOT NULL,
    modified_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX list_view_name ON list_view (account_id, kind, owner, name_key);
CREATE INDEX list_view_shared ON list_view (account_id, kind, name_key) WHERE shared = 1;
-- How somebody wants to see a list: the view that it opens with, and the columns and the like, as JSON of the page.
CREATE TABLE list_preference (
    account_id TEXT NOT NULL,
    principal  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    view       TEXT NOT NULL,
    display    TEXT NOT NULL,
    PRIMARY KEY (account_id, principal, kind)
) {{in key}};
-- +goose Down
DROP TABLE list_preference;
DROP TABLE list_view;
