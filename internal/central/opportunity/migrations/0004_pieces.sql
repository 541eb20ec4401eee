-- +goose Up
-- Records are found by more terms: pieces of some fields, single characters, every digit. All are read again from the start.
DELETE FROM opportunity_tally;
DELETE FROM opportunity_posting;
DELETE FROM opportunity_fact;
DELETE FROM opportunity_unread;
INSERT INTO opportunity_unread (account_id, catalog, number, mark) SELECT account_id, catalog, number, 1 FROM opportunity;
-- +goose Down
SELECT 1;
