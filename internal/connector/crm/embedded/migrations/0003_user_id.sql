-- +goose Up
CREATE UNIQUE INDEX crm_user_id ON crm_user (id);
-- +goose Down
DROP INDEX crm_user_id;
