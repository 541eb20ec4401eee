-- +goose Up
-- The AWS desk's list: all by their beginning, and those alone that are not decided.
CREATE INDEX verification_started ON verification (started_us, (account_id || '/' || type));
CREATE INDEX verification_open ON verification (started_us, (account_id || '/' || type)) WHERE completed_us IS NULL;
-- +goose Down
DROP INDEX verification_open;
DROP INDEX verification_started;
