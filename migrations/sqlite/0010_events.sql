-- Events as automations listen to them: each is given to them once, says in whose consequence it happened, and may be about
-- several users. What expires is told once.

ALTER TABLE events ADD COLUMN is_new INTEGER NOT NULL DEFAULT 0; -- no automation was asked about it yet
ALTER TABLE events ADD COLUMN in_timeline INTEGER NOT NULL DEFAULT 1; -- it tells something on its user's record
ALTER TABLE events ADD COLUMN causes TEXT; -- JSON: the automations that it follows from; NULL for none
CREATE INDEX events_new ON events (id) WHERE is_new;
CREATE INDEX events_in_timeline ON events (user_id, at) WHERE in_timeline;

-- Whom an event is about that is not about one user alone: events.user_id is NULL then, so that it outlives each of them.
CREATE TABLE event_users (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id  BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (event_id, user_id)
) STRICT;
CREATE INDEX event_users_by_user ON event_users (user_id);

-- What follows later follows from the same automations.
ALTER TABLE links ADD COLUMN causes TEXT; -- as in events
ALTER TABLE pending_passwords ADD COLUMN causes TEXT; -- as in events
ALTER TABLE messages ADD COLUMN causes TEXT; -- as in events

-- When it was told that it ended unused.
ALTER TABLE links ADD COLUMN expiry_told_at INTEGER;
ALTER TABLE pending_passwords ADD COLUMN expiry_told_at INTEGER;
ALTER TABLE credentials ADD COLUMN expiry_told_at INTEGER;
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

ALTER TABLE api_passwords ADD COLUMN last_used_at INTEGER;

-- Keys that report events: the table anew, because SQLite changes no check.
CREATE TABLE api_keys_with_events (
    id           BLOB NOT NULL PRIMARY KEY,
    user_id      BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    scope        TEXT NOT NULL CHECK (scope IN ('read', 'resets', 'temporary-passwords', 'events', 'write', 'authentications')),
    prefix       TEXT NOT NULL, -- how the key begins, to be recognised by; not a part of the secret
    secret_hash  BLOB NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER, -- NULL for one that works until it is withdrawn
    last_used_at INTEGER
) STRICT;
INSERT INTO api_keys_with_events (id, user_id, name, scope, prefix, secret_hash, created_at, expires_at, last_used_at)
    SELECT id, user_id, name, scope, prefix, secret_hash, created_at, expires_at, last_used_at FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE api_keys_with_events RENAME TO api_keys;
CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at);
