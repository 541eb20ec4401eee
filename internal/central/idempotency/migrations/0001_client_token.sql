-- +goose Up
CREATE TABLE client_token (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    operation  TEXT NOT NULL,
    token      TEXT NOT NULL,
    request    {{blob}} NOT NULL,
    answer     TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, operation, token)
) {{in key}};
CREATE INDEX client_token_age ON client_token (at_us);
-- +goose Down
DROP TABLE client_token;
