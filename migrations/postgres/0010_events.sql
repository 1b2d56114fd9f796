-- Events as automations listen to them: each is given to them once, says in whose consequence it happened, and may be about
-- several users. What expires is told once.

ALTER TABLE events ADD COLUMN is_new BOOLEAN NOT NULL DEFAULT FALSE; -- no automation was asked about it yet
ALTER TABLE events ADD COLUMN in_timeline BOOLEAN NOT NULL DEFAULT TRUE; -- it tells something on its user's record
ALTER TABLE events ADD COLUMN causes TEXT; -- JSON: the automations that it follows from; NULL for none
CREATE INDEX events_new ON events (id) WHERE is_new;
CREATE INDEX events_in_timeline ON events (user_id, at) WHERE in_timeline;

-- Whom an event is about that is not about one user alone: events.user_id is NULL then, so that it outlives each of them.
CREATE TABLE event_users (
    event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id  UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (event_id, user_id)
);
CREATE INDEX event_users_by_user ON event_users (user_id);

-- What follows later follows from the same automations.
ALTER TABLE links ADD COLUMN causes TEXT; -- as in events
ALTER TABLE pending_passwords ADD COLUMN causes TEXT; -- as in events
ALTER TABLE messages ADD COLUMN causes TEXT; -- as in events

-- When it was told that it ended unused.
ALTER TABLE links ADD COLUMN expiry_told_at BIGINT;
ALTER TABLE pending_passwords ADD COLUMN expiry_told_at BIGINT;
ALTER TABLE credentials ADD COLUMN expiry_told_at BIGINT;
-- What had ended before the last that happened here is old news.
UPDATE links SET expiry_told_at = expires_at WHERE expires_at <= (SELECT MAX(at) FROM audit);
UPDATE pending_passwords SET expiry_told_at = expires_at WHERE expires_at <= (SELECT MAX(at) FROM audit);
UPDATE credentials SET expiry_told_at = temporary_until WHERE temporary_until <= (SELECT MAX(at) FROM audit);
CREATE INDEX links_expiring ON links (expiry_told_at, expires_at)
    WHERE expiry_told_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL;
CREATE INDEX pending_passwords_expiring ON pending_passwords (expiry_told_at, expires_at)
    WHERE expiry_told_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL;
CREATE INDEX credentials_expiring ON credentials (expiry_told_at, temporary_until)
    WHERE expiry_told_at IS NULL AND stopped_at IS NULL AND temporary_until IS NOT NULL;

ALTER TABLE api_passwords ADD COLUMN last_used_at BIGINT;

-- Keys that report events.
ALTER TABLE api_keys DROP CONSTRAINT api_keys_scope_check;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_scope_check
    CHECK (scope IN ('read', 'resets', 'temporary-passwords', 'events', 'write', 'authentications'));
