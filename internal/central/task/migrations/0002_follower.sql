-- +goose Up
-- From an opportunity that was taken over to the one that it follows.
CREATE INDEX task_follower_of ON task_follower (catalog, account_id, number);
-- +goose Down
DROP INDEX task_follower_of;
