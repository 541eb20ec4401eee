-- +goose Up
CREATE INDEX crm_record_stage ON crm_record (account_id, object, deleted, stage, modified_at DESC, id DESC);
CREATE INDEX crm_record_owner ON crm_record (account_id, object, deleted, owner, modified_at DESC, id DESC);
CREATE INDEX crm_record_mark ON crm_record (account_id, object, deleted, mark, modified_at DESC, id DESC);
CREATE INDEX crm_record_review ON crm_record (account_id, object, deleted, review, modified_at DESC, id DESC);
DROP INDEX crm_record_parent;
CREATE INDEX crm_record_parent ON crm_record (account_id, object, deleted, parent, modified_at DESC, id DESC);
-- +goose Down
DROP INDEX crm_record_parent;
CREATE INDEX crm_record_parent ON crm_record (account_id, object, parent, id);
DROP INDEX crm_record_review;
DROP INDEX crm_record_mark;
DROP INDEX crm_record_owner;
DROP INDEX crm_record_stage;
