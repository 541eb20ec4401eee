-- +goose Up
CREATE TABLE mail (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    letter     {{blob}} NOT NULL,
    sent_us    BIGINT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX mail_sent ON mail (account_id, sent_us, id);
CREATE INDEX mail_age ON mail (sent_us);
-- +goose Down
DROP TABLE mail;
