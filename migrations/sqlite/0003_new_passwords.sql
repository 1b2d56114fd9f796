-- Passwords that Latchkey makes: mailed ones, which wait until they take effect or are used, and temporary ones, which an
-- administrator reads out.

-- A stopped password opens nothing any more; the hash stays, so that nobody goes back to it unnoticed.
ALTER TABLE credentials ADD COLUMN stopped_at INTEGER;
-- Until when a temporary password works; NULL for one that its owner chose.
ALTER TABLE credentials ADD COLUMN temporary_until INTEGER;
ALTER TABLE credentials ADD COLUMN ticket TEXT; -- of the temporary password, for both sides of the telephone

CREATE TABLE pending_passwords (
    id                BLOB NOT NULL PRIMARY KEY,
    user_id           BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    requested_by      BLOB REFERENCES users (id) ON DELETE SET NULL,
    requested_by_name TEXT, -- as it was then; NULL when Latchkey asked by itself
    ticket            TEXT NOT NULL,
    email             TEXT NOT NULL, -- the address it is bound to
    effect            TEXT NOT NULL CHECK (effect IN ('on-acceptance', 'first-use', 'at-once')),
    life              INTEGER NOT NULL, -- how long a secret works once mailed
    created_at        INTEGER NOT NULL,
    give_up_at        INTEGER NOT NULL, -- after that nothing is mailed any more
    took_effect_at    INTEGER, -- since then the old password is stopped
    expires_at        INTEGER, -- the latest end among its secrets; NULL before the first
    failed_at         INTEGER, -- its mail could not be sent
    consumed_at       INTEGER, -- its owner chose a password
    revoked_at        INTEGER
) STRICT;
CREATE INDEX pending_passwords_by_user ON pending_passwords (user_id, created_at);
CREATE INDEX pending_passwords_by_requester ON pending_passwords (requested_by); -- for deleting users

-- Every secret minted for one. A repeated send mints another: all work until a password was chosen with one.
CREATE TABLE pending_secrets (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    pending_id  BLOB NOT NULL REFERENCES pending_passwords (id) ON DELETE CASCADE,
    minted_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX pending_secrets_by_pending ON pending_secrets (pending_id);

ALTER TABLE messages ADD COLUMN pending_id BLOB REFERENCES pending_passwords (id) ON DELETE CASCADE;
-- The one secret that exists before its mail: a temporary password, sealed with a key that is not in the database. Wiped as
-- soon as the message leaves the queue.
ALTER TABLE messages ADD COLUMN sealed BLOB;
CREATE INDEX messages_by_pending ON messages (pending_id);

-- With which generated password the session was opened, where it is for choosing one's own.
ALTER TABLE sessions ADD COLUMN pending_id BLOB REFERENCES pending_passwords (id) ON DELETE CASCADE;
-- When its owner last typed their password.
ALTER TABLE sessions ADD COLUMN password_entered_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_by_pending ON sessions (pending_id);
