-- +goose Up
-- Engagements whose lead AWS got by the Partner Solutions Finder: of a partner's people, the alliance lead alone sees them.
CREATE TABLE engagement_finder (
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    PRIMARY KEY (catalog, engagement)
);
INSERT INTO engagement_finder (catalog, engagement)
    SELECT DISTINCT catalog, engagement FROM engagement_lead WHERE lower(lead) LIKE '%"sourcetype":"%partner solutions finder%';
-- +goose Down
DROP TABLE engagement_finder;
