-- Users, their credentials and sessions, password change links, the outbox, events, the audit trail, limits, settings.
-- Times are microseconds since 1970 (UTC), identifiers UUIDv7, hashes SHA-256.

CREATE TABLE users (
    id              BLOB NOT NULL PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('human', 'api', 'hybrid')),
    role            TEXT NOT NULL CHECK (role IN ('user', 'auditor', 'help-desk', 'administrator')),
    user_name       TEXT NOT NULL,
    user_name_key   TEXT NOT NULL UNIQUE, -- composed and lower-cased: one name, however it is written
    display_name    TEXT NOT NULL,
    email           TEXT,
    email_key       TEXT, -- likewise; sign-in accepts it where it is one account's alone
    language        TEXT NOT NULL,
    time_zone       TEXT NOT NULL,
    is_active       INTEGER NOT NULL,
    sort_key        TEXT NOT NULL, -- lower-cased display name
    search          TEXT NOT NULL, -- lower-cased names and e-mail
    last_sign_in_at INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX users_by_name ON users (sort_key, id);
CREATE INDEX users_by_email ON users (email_key);

CREATE TABLE credentials (
    user_id       BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL, -- argon2id, PHC string
    changed_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id           BLOB NOT NULL PRIMARY KEY,
    secret_hash  BLOB NOT NULL UNIQUE,
    user_id      BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scope        TEXT NOT NULL CHECK (scope IN ('full', 'choose-password', 'second-factor')),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL, -- however busy the session is
    address      TEXT NOT NULL,
    browser      TEXT NOT NULL,
    flash        TEXT -- JSON: what the next page shows once
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE links (
    id                BLOB NOT NULL PRIMARY KEY,
    user_id           BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    requested_by      BLOB REFERENCES users (id) ON DELETE SET NULL,
    requested_by_name TEXT, -- as it was then; NULL when Latchkey asked by itself
    email             TEXT NOT NULL, -- the address the link is bound to
    life              INTEGER NOT NULL, -- how long a secret works once mailed
    created_at        INTEGER NOT NULL,
    give_up_at        INTEGER NOT NULL, -- after that nothing is mailed any more
    expires_at        INTEGER, -- the latest end among its secrets; NULL before the first
    opened_at         INTEGER,
    consumed_at       INTEGER,
    revoked_at        INTEGER
) STRICT;
CREATE INDEX links_by_user ON links (user_id, created_at);

-- Every secret minted for a link. A repeated send mints another: all work until one is used.
CREATE TABLE link_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    link_id    BLOB NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    minted_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX link_tokens_by_link ON link_tokens (link_id);

CREATE TABLE messages (
    id          BLOB NOT NULL PRIMARY KEY, -- the Message-ID too, the same at every try
    template    TEXT NOT NULL,
    user_id     BLOB REFERENCES users (id) ON DELETE SET NULL,
    link_id     BLOB REFERENCES links (id) ON DELETE CASCADE,
    recipient   TEXT NOT NULL,
    variables   TEXT NOT NULL, -- JSON, never a secret
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'expired', 'cancelled')),
    created_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL, -- next try; while a worker holds it, the end of the lease
    give_up_at  INTEGER NOT NULL,
    lease       BLOB, -- the claim of the worker that holds it
    attempts    INTEGER NOT NULL DEFAULT 0,
    reply       TEXT, -- the mail server's last words
    finished_at INTEGER
) STRICT;
CREATE INDEX messages_due ON messages (due_at) WHERE state = 'queued';
CREATE INDEX messages_by_user ON messages (user_id, created_at);
CREATE INDEX messages_by_link ON messages (link_id);

CREATE TABLE events (
    id       BLOB NOT NULL PRIMARY KEY,
    kind     TEXT NOT NULL,
    user_id  BLOB REFERENCES users (id) ON DELETE CASCADE,
    actor    TEXT, -- the name of whoever caused it, as it was then
    at       INTEGER NOT NULL,
    detail   TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX events_by_user ON events (user_id, at);

CREATE TABLE audit (
    id          BLOB NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    action      TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    actor_id    BLOB, -- no reference: the trail outlives the account
    actor_name  TEXT,
    target_id   BLOB,
    target_name TEXT,
    address     TEXT,
    detail      TEXT NOT NULL, -- JSON
    -- Filled by the sealing job, in order of id: position in the chain, and the hash over this row and the seal before it.
    position    INTEGER UNIQUE,
    seal        BLOB
) STRICT;
CREATE INDEX audit_by_target ON audit (target_id, at);

CREATE TABLE limits (
    key           TEXT NOT NULL PRIMARY KEY,
    user_id       BLOB REFERENCES users (id) ON DELETE CASCADE,
    failures      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;
CREATE INDEX limits_by_user ON limits (user_id);
CREATE INDEX limits_by_age ON limits (last_at);

CREATE TABLE settings (
    key        TEXT NOT NULL PRIMARY KEY,
    value      TEXT NOT NULL, -- JSON
    updated_at INTEGER NOT NULL
) STRICT;
