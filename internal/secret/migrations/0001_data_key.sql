-- +goose Up
CREATE TABLE master_key (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
CREATE TABLE data_key (
    account_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    wrapped {{blob}} NOT NULL,
    master TEXT NOT NULL,
    seals BIGINT NOT NULL,
    forgotten INTEGER NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (account_id, number)
);
-- +goose Down
DROP TABLE data_key;
DROP TABLE master_key;
