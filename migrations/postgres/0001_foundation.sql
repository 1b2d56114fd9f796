-- Users, their credentials and sessions, password change links, the outbox, events, the audit trail, limits, settings.
-- Times are microseconds since 1970 (UTC), identifiers UUIDv7, hashes SHA-256.

CREATE TABLE users (
    id              UUID NOT NULL PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('human', 'api', 'hybrid')),
    role            TEXT NOT NULL CHECK (role IN ('user', 'auditor', 'help-desk', 'administrator')),
    user_name       TEXT NOT NULL,
    user_name_key   TEXT COLLATE "C" NOT NULL UNIQUE, -- composed and lower-cased: one name, however it is written
    display_name    TEXT NOT NULL,
    email           TEXT,
    email_key       TEXT COLLATE "C", -- likewise; sign-in accepts it where it is one account's alone
    language        TEXT NOT NULL,
    time_zone       TEXT NOT NULL,
    is_active       BOOLEAN NOT NULL,
    sort_key        TEXT COLLATE "C" NOT NULL, -- lower-cased display name
    search          TEXT COLLATE "C" NOT NULL, -- lower-cased names and e-mail
    last_sign_in_at BIGINT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    version         BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX users_by_name ON users (sort_key, id);
CREATE INDEX users_by_email ON users (email_key);

CREATE TABLE credentials (
    user_id       UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL, -- argon2id, PHC string
    changed_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    id           UUID NOT NULL PRIMARY KEY,
    secret_hash  BYTEA NOT NULL UNIQUE,
    user_id      UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scope        TEXT NOT NULL CHECK (scope IN ('full', 'choose-password', 'second-factor')),
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL, -- however busy the session is
    address      TEXT NOT NULL,
    browser      TEXT NOT NULL,
    flash        TEXT -- JSON: what the next page shows once
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE links (
    id                UUID NOT NULL PRIMARY KEY,
    user_id           UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    requested_by      UUID REFERENCES users (id) ON DELETE SET NULL,
    requested_by_name TEXT, -- as it was then; NULL when Latchkey asked by itself
    email             TEXT NOT NULL, -- the address the link is bound to
    life              BIGINT NOT NULL, -- how long a secret works once mailed
    created_at        BIGINT NOT NULL,
    give_up_at        BIGINT NOT NULL, -- after that nothing is mailed any more
    expires_at        BIGINT, -- the latest end among its secrets; NULL before the first
    opened_at         BIGINT,
    consumed_at       BIGINT,
    revoked_at        BIGINT
);
CREATE INDEX links_by_user ON links (user_id, created_at);

-- Every secret minted for a link. A repeated send mints another: all work until one is used.
CREATE TABLE link_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    link_id    UUID NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    minted_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX link_tokens_by_link ON link_tokens (link_id);

CREATE TABLE messages (
    id          UUID NOT NULL PRIMARY KEY, -- the Message-ID too, the same at every try
    template    TEXT NOT NULL,
    user_id     UUID REFERENCES users (id) ON DELETE SET NULL,
    link_id     UUID REFERENCES links (id) ON DELETE CASCADE,
    recipient   TEXT NOT NULL,
    variables   TEXT NOT NULL, -- JSON, never a secret
    state       TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'expired', 'cancelled')),
    created_at  BIGINT NOT NULL,
    due_at      BIGINT NOT NULL, -- next try; while a worker holds it, the end of the lease
    give_up_at  BIGINT NOT NULL,
    lease       UUID, -- the claim of the worker that holds it
    attempts    BIGINT NOT NULL DEFAULT 0,
    reply       TEXT, -- the mail server's last words
    finished_at BIGINT
);
CREATE INDEX messages_due ON messages (due_at) WHERE state = 'queued';
CREATE INDEX messages_by_user ON messages (user_id, created_at);
CREATE INDEX messages_by_link ON messages (link_id);

CREATE TABLE events (
    id       UUID NOT NULL PRIMARY KEY,
    kind     TEXT NOT NULL,
    user_id  UUID REFERENCES users (id) ON DELETE CASCADE,
    actor    TEXT, -- the name of whoever caused it, as it was then
    at       BIGINT NOT NULL,
    detail   TEXT NOT NULL -- JSON
);
CREATE INDEX events_by_user ON events (user_id, at);

CREATE TABLE audit (
    id          UUID NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    action      TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    actor_id    UUID, -- no reference: the trail outlives the account
    actor_name  TEXT,
    target_id   UUID,
    target_name TEXT,
    address     TEXT,
    detail      TEXT NOT NULL, -- JSON
    -- Filled by the sealing job, in order of id: position in the chain, and the hash over this row and the seal before it.
    position    BIGINT UNIQUE,
    seal        BYTEA
);
CREATE INDEX audit_by_target ON audit (target_id, at);

CREATE TABLE limits (
    key           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id       UUID REFERENCES users (id) ON DELETE CASCADE,
    failures      BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX limits_by_user ON limits (user_id);
CREATE INDEX limits_by_age ON limits (last_at);

CREATE TABLE settings (
    key        TEXT NOT NULL PRIMARY KEY,
    value      TEXT NOT NULL, -- JSON
    updated_at BIGINT NOT NULL
);
