-- +goose Up
-- pending is what a session still waits for: "code" or "enrol"; such a session is nobody's yet.
ALTER TABLE session ADD COLUMN pending TEXT NOT NULL DEFAULT '';
-- A user's key for one-time codes. confirmed_us is 0 until a code has proven that the app has it.
CREATE TABLE second_factor (
    realm        TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    account_id   TEXT NOT NULL,
    secret       {{blob}} NOT NULL,
    confirmed_us BIGINT NOT NULL,
    last_step    BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);
CREATE TABLE recovery_code (
    realm   TEXT NOT NULL,
    user_id TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (realm, user_id, hash)
);
-- +goose Down
DROP TABLE recovery_code;
DROP TABLE second_factor;
ALTER TABLE session DROP COLUMN pending;
