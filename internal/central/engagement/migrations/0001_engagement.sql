-- +goose Up
-- An engagement belongs to all of its members, so its key holds no account. modified_us is the lock of its contexts.
-- types is a set of bits: which types of context it has.
CREATE TABLE engagement (
    catalog     TEXT NOT NULL,
    id          TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    creator     TEXT NOT NULL,
    created_us  BIGINT NOT NULL,
    modifier    TEXT NOT NULL,
    modified_us BIGINT NOT NULL,
    types       BIGINT NOT NULL,
    members     BIGINT NOT NULL,
    contexts    BIGINT NOT NULL,
    PRIMARY KEY (catalog, id)
);
-- created_us is the engagement's: a member's list is read along its own index.
CREATE TABLE engagement_member (
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    account_id TEXT NOT NULL,
    company    TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    joined_us  BIGINT NOT NULL,
    PRIMARY KEY (catalog, engagement, account_id)
);
CREATE INDEX engagement_member_created ON engagement_member (account_id, catalog, created_us, engagement);
CREATE INDEX engagement_member_account ON engagement_member (catalog, account_id, engagement);
CREATE INDEX engagement_member_joined ON engagement_member (catalog, engagement, joined_us, account_id);
-- Contexts hold people of the customer: each is sealed for the account that made the engagement.
CREATE TABLE engagement_context (
    catalog    TEXT NOT NULL,
    engagement TEXT NOT NULL,
    id         BIGINT NOT NULL,
    type       TEXT NOT NULL,
    payload    {{blob}} NOT NULL,
    PRIMARY KEY (catalog, engagement, id)
);
-- The opportunities of members that an engagement is about.
CREATE TABLE engagement_resource (
    account_id TEXT NOT NULL,
    catalog    TEXT NOT NULL,
    number     BIGINT NOT NULL,
    engagement TEXT NOT NULL,
    PRIMARY KEY (account_id, catalog, number)
);
CREATE INDEX engagement_resource_engagement ON engagement_resource (catalog, engagement, account_id, number);
-- expires_us is 0 for an invitation that stays open; number is the opportunity that was made of it, 0 for none.
CREATE TABLE engagement_invitation (
    catalog      TEXT NOT NULL,
    id           TEXT NOT NULL,
    engagement   TEXT NOT NULL,
    sender       TEXT NOT NULL,
    company      TEXT NOT NULL,
    receiver     TEXT NOT NULL,
    alias        TEXT NOT NULL,
    title        TEXT NOT NULL,
    description  TEXT NOT NULL,
    message      TEXT NOT NULL,
    payload_type TEXT NOT NULL,
    offer        {{blob}},
    status       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    invited_us   BIGINT NOT NULL,
    expires_us   BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    PRIMARY KEY (catalog, id)
);
CREATE UNIQUE INDEX engagement_invitation_pending ON engagement_invitation (catalog, engagement, receiver) WHERE status = 'PENDING';
CREATE INDEX engagement_invitation_engagement ON engagement_invitation (catalog, engagement);
CREATE INDEX engagement_invitation_sent ON engagement_invitation (sender, catalog, invited_us, id);
CREATE INDEX engagement_invitation_received ON engagement_invitation (receiver, catalog, invited_us, id);
-- What AWS withholds of a referral until it is accepted, sealed for AWS. number is the opportunity's where it is known already.
CREATE TABLE engagement_referral (
    catalog     TEXT NOT NULL,
    invitation  TEXT NOT NULL,
    number      BIGINT NOT NULL,
    opportunity {{blob}} NOT NULL,
    PRIMARY KEY (catalog, invitation)
);
-- +goose Down
DROP TABLE engagement_referral;
DROP TABLE engagement_invitation;
DROP TABLE engagement_resource;
DROP TABLE engagement_context;
DROP TABLE engagement_member;
DROP TABLE engagement;
