-- +goose Up
-- A run is one thing that somebody has done to many records: a file that came in, or a selection.
CREATE TABLE bulk_run (
    account_id TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    kind       TEXT   NOT NULL,             -- import, update, accept, assign, transfer
    state      TEXT   NOT NULL,             -- uploading, reading, ready, running, finished, refused
    user_id    TEXT   NOT NULL,
    user_name  TEXT   NOT NULL,
    token      TEXT   NOT NULL,             -- of the request that began it
    file       TEXT   NOT NULL,             -- name of the file; empty for a selection
    size       BIGINT NOT NULL,             -- bytes of the file
    received   BIGINT NOT NULL,             -- bytes of it that are here
    submit     INTEGER NOT NULL,            -- 1: new records are handed in at once
    target     TEXT   NOT NULL,             -- who gets the records: a colleague's mail address
    columns    TEXT   NOT NULL,             -- ids of the fields, in the order of the file: JSON
    total      INTEGER NOT NULL,            -- rows
    trouble    TEXT   NOT NULL,             -- what stands against the file as a whole: JSON
    created_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX bulk_run_recent ON bulk_run (account_id, created_us, id);
CREATE INDEX bulk_run_own ON bulk_run (account_id, user_id, created_us, id);
CREATE INDEX bulk_run_age ON bulk_run (created_us);
CREATE UNIQUE INDEX bulk_run_token ON bulk_run (account_id, user_id, token);

-- A piece of a file on its way in; gone once the rows are read.
CREATE TABLE bulk_piece (
    account_id TEXT   NOT NULL,
    run        TEXT   NOT NULL,
    start      BIGINT NOT NULL,             -- byte of the file that it begins with
    size       BIGINT NOT NULL,
    bytes      {{blob}} NOT NULL,           -- sealed
    PRIMARY KEY (account_id, run, start)
);

CREATE TABLE bulk_row (
    account_id TEXT    NOT NULL,
    run        TEXT    NOT NULL,
    number     INTEGER NOT NULL,            -- line in the file, or place in the selection
    state      TEXT    NOT NULL,            -- bad, good, same, done, failed
    version    BIGINT  NOT NULL,            -- rises with every change
    subject    TEXT    NOT NULL,            -- the record or invitation that it is about; empty for a new record
    outcome    TEXT    NOT NULL,            -- the record that came of it
    reference  TEXT    NOT NULL,            -- the partner's own identifier, which two rows must not share
    body       {{blob}} NOT NULL,           -- cells, problems and changes: sealed
    PRIMARY KEY (account_id, run, number)
);
CREATE INDEX bulk_row_state ON bulk_row (account_id, run, state, number);
CREATE INDEX bulk_row_reference ON bulk_row (account_id, run, reference, number) WHERE reference <> '';
-- +goose Down
DROP TABLE bulk_row;
DROP TABLE bulk_piece;
DROP TABLE bulk_run;
