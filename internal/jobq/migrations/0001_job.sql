-- +goose Up
CREATE TABLE job (
    id             {{serial}},
    kind           TEXT    NOT NULL,
    queue          TEXT    NOT NULL,
    priority       INTEGER NOT NULL,           -- 0 human, 1 event, 2 backfill
    args           TEXT    NOT NULL,           -- JSON, ids only
    ukey           TEXT,                       -- one live job per kind and key
    state          INTEGER NOT NULL DEFAULT 0, -- 0 waiting, 1 running, 2 dead
    attempt        INTEGER NOT NULL DEFAULT 0, -- runs that count against the limit
    losses         INTEGER NOT NULL DEFAULT 0, -- runs in a row whose node was gone
    made_at        BIGINT  NOT NULL,
    run_at         BIGINT  NOT NULL,           -- not before; of a dead job: when it died
    postponed      INTEGER NOT NULL DEFAULT 0, -- waits out a failure or a snooze
    again_at       BIGINT,                     -- asked for while it ran: another run, not before
    again_priority INTEGER,
    node           TEXT    NOT NULL DEFAULT '',
    fence          BIGINT  NOT NULL DEFAULT 0, -- rises with every claim: a run that was given up on writes no more
    beat           BIGINT  NOT NULL DEFAULT 0, -- rises while the node that runs it lives
    error          TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX job_ready ON job (queue, priority, run_at, id) WHERE state = 0;
CREATE INDEX job_running ON job (node) WHERE state = 1;
CREATE INDEX job_dead ON job (id) WHERE state = 2;
CREATE INDEX job_died ON job (run_at, id) WHERE state = 2;
CREATE UNIQUE INDEX job_live ON job (kind, ukey) WHERE ukey IS NOT NULL AND state < 2;

CREATE TABLE job_every (
    kind    TEXT   NOT NULL PRIMARY KEY,
    next_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE job_every;
DROP TABLE job;
