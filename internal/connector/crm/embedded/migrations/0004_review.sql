-- +goose Up
ALTER TABLE crm_record ADD COLUMN review TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE crm_record DROP COLUMN review;
