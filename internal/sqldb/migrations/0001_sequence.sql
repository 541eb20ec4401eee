-- +goose Up
CREATE TABLE sequence (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);
-- +goose Down
DROP TABLE sequence;
