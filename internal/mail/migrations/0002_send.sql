-- +goose Up
-- How a letter leaves the program: kept (nothing sends it), waiting, sent, refused (for good) or stuck (given up).
-- reader is the person who may read it here beside those who answer for the account.
ALTER TABLE mail ADD COLUMN reader TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN state TEXT NOT NULL DEFAULT 'kept';
ALTER TABLE mail ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_reader ON mail (account_id, reader, sent_us, id);
-- +goose Down
DROP INDEX mail_reader;
ALTER TABLE mail DROP COLUMN trouble;
ALTER TABLE mail DROP COLUMN state;
ALTER TABLE mail DROP COLUMN reader;
