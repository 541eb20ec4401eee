-- +goose Up
-- What one person is told. data are the values of its text, as JSON; the text is made when it is read.
-- mail is how it still has to be mailed: 0 not at all, 1 at once, 2 with the day's digest, 3 with the week's.
CREATE TABLE notice (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    grp        TEXT NOT NULL,
    subject    TEXT NOT NULL,
    cause      TEXT NOT NULL,
    data       TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    page       INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    mail       INTEGER NOT NULL,
    PRIMARY KEY (account_id, user_id, id)
);
CREATE UNIQUE INDEX notice_once ON notice (account_id, user_id, kind, subject, cause);
CREATE INDEX notice_unread ON notice (account_id, user_id, id) WHERE page = 1 AND seen = 0;
CREATE INDEX notice_group ON notice (account_id, user_id, grp, id) WHERE page = 1;
CREATE INDEX notice_mail ON notice (mail, account_id, user_id, id) WHERE mail > 0;
CREATE INDEX notice_age ON notice (at_us);
-- When somebody's digests come: minute of the day in a time zone. Who has no row has the defaults.
CREATE TABLE notice_preference (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    zone       TEXT NOT NULL,
    minute     INTEGER NOT NULL,
    business   INTEGER NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (account_id, user_id)
);
-- How somebody wants to be told of a group of kinds. Where there is no row, the group's own default holds.
CREATE TABLE notice_choice (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    grp        TEXT NOT NULL,
    page       INTEGER NOT NULL,
    mail       INTEGER NOT NULL,
    PRIMARY KEY (account_id, user_id, grp)
) {{in key}};
-- +goose Down
DROP TABLE notice_choice;
DROP TABLE notice_preference;
DROP TABLE notice;
