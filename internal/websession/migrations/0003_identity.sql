-- +goose Up
-- Who another provider says somebody is. A user has one name at a provider.
CREATE TABLE linked_identity (
    id         TEXT PRIMARY KEY,
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    realm      TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    email      TEXT NOT NULL,
    made       BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (realm, user_id, issuer)
);
-- +goose Down
DROP TABLE linked_identity;
