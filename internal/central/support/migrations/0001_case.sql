-- +goose Up
-- A question of a partner's to the AWS desk.
CREATE TABLE support_case (
    account_id  TEXT NOT NULL,
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL,
    topic       TEXT NOT NULL,
    subject     TEXT NOT NULL,
    state       TEXT NOT NULL,
    opportunity TEXT NOT NULL,      -- identifier; empty: about none
    opened_by   TEXT NOT NULL,
    opened_name TEXT NOT NULL,
    token       TEXT NOT NULL,      -- of the request that opened it
    opened_us   BIGINT NOT NULL,
    changed_us  BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,    -- of all files in it
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX support_case_id ON support_case (id);
CREATE UNIQUE INDEX support_case_token ON support_case (account_id, opened_by, token);
CREATE INDEX support_case_changed ON support_case (changed_us, id);
CREATE INDEX support_case_state ON support_case (state, changed_us, id);
CREATE INDEX support_case_of ON support_case (account_id, changed_us, id);
CREATE INDEX support_case_own ON support_case (account_id, opened_by, changed_us, id);

CREATE TABLE support_message (
    account_id  TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    seq         BIGINT NOT NULL,    -- the version of the case that it made
    side        TEXT NOT NULL,      -- partner or aws
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    state       TEXT NOT NULL,      -- of the case, after it
    at_us       BIGINT NOT NULL,
    body        {{blob}} NOT NULL,  -- sealed
    PRIMARY KEY (account_id, case_id, seq)
);

-- A file, on its way in and then at a message. owner is whose key seals it: the partner's, or the AWS desk's.
CREATE TABLE support_file (
    owner        TEXT NOT NULL,
    id           TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    name         TEXT NOT NULL,
    media        TEXT NOT NULL,     -- as the content says
    size         BIGINT NOT NULL,
    received     BIGINT NOT NULL,
    case_account TEXT NOT NULL,     -- empty: at no message yet
    case_id      TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    at_us        BIGINT NOT NULL,
    PRIMARY KEY (owner, id)
);
CREATE UNIQUE INDEX support_file_id ON support_file (id);
CREATE INDEX support_file_of ON support_file (case_account, case_id, seq, id);
CREATE INDEX support_file_loose ON support_file (at_us) WHERE case_id = '';
CREATE INDEX support_file_own ON support_file (owner, user_id) WHERE case_id = '';

CREATE TABLE support_piece (
    owner TEXT NOT NULL,
    file  TEXT NOT NULL,
    start BIGINT NOT NULL,
    bytes {{blob}} NOT NULL,        -- sealed
    PRIMARY KEY (owner, file, start)
);
-- +goose Down
DROP TABLE support_piece;
DROP TABLE support_file;
DROP TABLE support_message;
DROP TABLE support_case;
