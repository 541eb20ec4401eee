-- +goose Up
-- What charts show, counted as records are read into the concordance. owner is empty for all of a partner's. The slot is of
-- bytes, so that both databases take what stands between its parts; the amount is exact, so it is text.
CREATE TABLE opportunity_tally (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    owner      TEXT NOT NULL,
    chart      TEXT NOT NULL,
    slot       {{blob}} NOT NULL,
    records    BIGINT NOT NULL,
    amount     TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, owner, chart, slot)
) {{in key}};
-- Facts now tell of a record's past as well: all records are read again from the start.
DELETE FROM opportunity_posting;
DELETE FROM opportunity_fact;
DELETE FROM opportunity_unread;
INSERT INTO opportunity_unread (account_id, catalog, number, mark) SELECT account_id, catalog, number, 1 FROM opportunity;
-- +goose Down
DROP TABLE opportunity_tally;
