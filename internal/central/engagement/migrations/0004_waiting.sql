-- +goose Up
-- What waits for an answer, on either side, by the day on which it lapses. What is answered costs nothing here.
CREATE INDEX engagement_invitation_to_answer ON engagement_invitation (receiver, catalog, expires_us, sender, payload_type) WHERE status = 'PENDING';
CREATE INDEX engagement_invitation_unanswered ON engagement_invitation (sender, catalog, expires_us, receiver, payload_type) WHERE status = 'PENDING';
-- +goose Down
DROP INDEX engagement_invitation_unanswered;
DROP INDEX engagement_invitation_to_answer;
