-- +goose Up
-- What waits at the AWS desk, as its queue finds it: a shadow of the record, written with every change of it.
CREATE TABLE review_file (
    catalog       TEXT NOT NULL,
    number        BIGINT NOT NULL,
    account_id    TEXT NOT NULL,
    review        TEXT NOT NULL,    -- Submitted, In review or Action Required
    since_us      BIGINT NOT NULL,  -- since when it waits
    country       TEXT NOT NULL,
    industry      TEXT NOT NULL,
    company_key   {{blob}} NOT NULL, -- folded
    hints         INTEGER NOT NULL, -- how many
    seen_us       BIGINT NOT NULL,  -- when hints were looked for
    reviewer      TEXT NOT NULL,    -- user id; empty: nobody has taken it
    reviewer_name TEXT NOT NULL,
    PRIMARY KEY (catalog, number)
);
CREATE INDEX review_file_since ON review_file (catalog, since_us, number);
CREATE INDEX review_file_hints ON review_file (catalog, hints, number);
CREATE INDEX review_file_company ON review_file (catalog, company_key, number);
CREATE INDEX review_file_reviewer ON review_file (catalog, reviewer, since_us, number);

CREATE TABLE review_hint (
    catalog TEXT NOT NULL,
    number  BIGINT NOT NULL,
    hint    TEXT NOT NULL,
    PRIMARY KEY (catalog, number, hint)
) {{in key}};
-- +goose Down
DROP TABLE review_hint;
DROP TABLE review_file;
