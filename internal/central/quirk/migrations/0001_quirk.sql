-- +goose Up
-- A quirk that is on, with its parameters as JSON. What is not here is off.
CREATE TABLE quirk (
    id         TEXT NOT NULL PRIMARY KEY,
    parameters TEXT NOT NULL,
    since_us   BIGINT NOT NULL,
    by_name    TEXT NOT NULL
);
-- +goose Down
DROP TABLE quirk;
