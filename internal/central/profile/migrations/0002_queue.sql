-- +goose Up
-- The AWS desk's list: all updates of a catalog by their beginning, and those alone that are not decided.
CREATE INDEX profile_task_started ON profile_task (catalog, started_us, id);
CREATE INDEX profile_task_open ON profile_task (catalog, started_us, id) WHERE ended_us IS NULL;
-- +goose Down
DROP INDEX profile_task_open;
DROP INDEX profile_task_started;
