-- +goose Up
DROP INDEX ledger_log_open;
CREATE INDEX ledger_log_open ON ledger_log (account_id, outcome, at DESC, id DESC);
CREATE INDEX ledger_log_by_record ON ledger_log (account_id, record_id, at DESC, id DESC);
CREATE INDEX ledger_log_by_opportunity ON ledger_log (account_id, opportunity_id, at DESC, id DESC);
-- +goose Down
DROP INDEX ledger_log_by_opportunity;
DROP INDEX ledger_log_by_record;
DROP INDEX ledger_log_open;
CREATE INDEX ledger_log_open ON ledger_log (account_id, outcome, at);
