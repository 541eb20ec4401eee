-- +goose Up
-- A partner's leads, for its list: what of them may be seen in a list, without the people. stale counts the changes since the
-- row was written; the list writes it anew before it is read.
CREATE TABLE engagement_lead (
    account_id  TEXT NOT NULL,
    catalog     TEXT NOT NULL,
    engagement  TEXT NOT NULL,
    invitation  TEXT NOT NULL DEFAULT '',
    stage       TEXT NOT NULL DEFAULT '',
    company     TEXT NOT NULL DEFAULT '',
    shared_us   BIGINT NOT NULL DEFAULT 0,
    modified_us BIGINT NOT NULL DEFAULT 0,
    expires_us  BIGINT NOT NULL DEFAULT 0,
    number      BIGINT NOT NULL DEFAULT 0,
    facts       {{blob}},
    lead        TEXT NOT NULL DEFAULT '{}',
    stale       BIGINT NOT NULL,
    PRIMARY KEY (account_id, catalog, engagement)
);
CREATE INDEX engagement_lead_modified ON engagement_lead (account_id, catalog, modified_us, engagement);
CREATE INDEX engagement_lead_stale ON engagement_lead (account_id, catalog, engagement) WHERE stale > 0;
INSERT INTO engagement_lead (account_id, catalog, engagement, stale)
    SELECT receiver, catalog, engagement, 1 FROM engagement_invitation WHERE payload_type = 'LeadInvitation' AND status IN ('PENDING', 'ACCEPTED')
    UNION SELECT m.account_id, m.catalog, m.engagement, 1 FROM engagement_member m
        JOIN engagement_context c ON c.catalog = m.catalog AND c.engagement = m.engagement AND c.type = 'Lead' WHERE m.account_id <> 'aws';
-- What somebody has flagged to follow up.
CREATE TABLE engagement_lead_flag (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    principal  TEXT NOT NULL,
    engagement TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, principal, engagement)
) {{in key}};
-- +goose Down
DROP TABLE engagement_lead_flag;
DROP TABLE engagement_lead;
