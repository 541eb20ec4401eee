-- +goose Up
-- What AWS has awarded to a partner: competencies and programs. They stand among the traits as well, to be found by.
CREATE TABLE partner_award (
    account_id   TEXT NOT NULL,
    catalog      TEXT NOT NULL,
    version      BIGINT NOT NULL,
    competencies TEXT NOT NULL,
    programs     TEXT NOT NULL,
    awarded_us   BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog)
);
-- +goose Down
DROP TABLE partner_award;
