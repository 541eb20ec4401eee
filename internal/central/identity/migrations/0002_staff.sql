-- +goose Up
ALTER TABLE partner ADD COLUMN terms_version TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN terms_by TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_user ADD COLUMN invited_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partner_user ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- +goose Down
ALTER TABLE partner_user DROP COLUMN version;
ALTER TABLE partner_user DROP COLUMN invited_us;
ALTER TABLE partner DROP COLUMN terms_by;
ALTER TABLE partner DROP COLUMN terms_version;
