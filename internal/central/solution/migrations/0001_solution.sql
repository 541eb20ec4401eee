-- +goose Up
CREATE TABLE solution (
    account_id  TEXT NOT NULL,
    catalog     TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    status      TEXT NOT NULL,
    category    TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    created_us  BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, id)
);
-- +goose Down
DROP TABLE solution;
