-- +goose Up
-- A scenario that was started takes records until it is stopped. turn orders them: the one started last is asked first.
CREATE TABLE scenario (
    name       TEXT NOT NULL PRIMARY KEY,
    turn       BIGINT NOT NULL,
    text       TEXT NOT NULL,
    met        BIGINT NOT NULL,
    started_us BIGINT NOT NULL,
    started_by TEXT NOT NULL
);
-- The one row says which state of the table above a node may remember.
CREATE TABLE scenario_set (
    id      INTEGER NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);
-- Which records a scenario that takes every nth has met, and whether it took them.
CREATE TABLE scenario_cast (
    scenario   TEXT NOT NULL,
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    entity     TEXT NOT NULL,
    taken      INTEGER NOT NULL,
    PRIMARY KEY (scenario, account_id, catalog, number, entity)
) {{in key}};
-- A run is one scene of a scenario, played on one record, from the event that began it. number is that of the opportunity,
-- 0 while there is none; entity is the invitation or the connection that it is about, and other_account its other side.
CREATE TABLE scenario_run (
    id         {{serial}},
    scenario   TEXT NOT NULL,
    scene      TEXT NOT NULL,
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    entity     TEXT NOT NULL,
    other_account TEXT NOT NULL,
    began_us   BIGINT NOT NULL
);
CREATE INDEX scenario_run_scenario ON scenario_run (scenario, id);
CREATE TABLE scenario_step (
    run     BIGINT NOT NULL,
    place   INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    given   TEXT NOT NULL,
    due_us  BIGINT NOT NULL,
    state   TEXT NOT NULL,
    done_us BIGINT NOT NULL,
    note    TEXT NOT NULL,
    note_ja TEXT NOT NULL,
    PRIMARY KEY (run, place)
) {{in key}};
CREATE INDEX scenario_step_due ON scenario_step (due_us, run, place) WHERE state = 'waiting';
-- How the movable clock stands to the machine's; there is one.
CREATE TABLE scenario_clock (
    id        INTEGER NOT NULL PRIMARY KEY,
    ahead_ns  BIGINT NOT NULL,
    frozen    INTEGER NOT NULL,
    frozen_us BIGINT NOT NULL
);
-- +goose Down
DROP TABLE scenario_clock;
DROP TABLE scenario_step;
DROP TABLE scenario_run;
DROP TABLE scenario_cast;
DROP TABLE scenario_set;
DROP TABLE scenario;
