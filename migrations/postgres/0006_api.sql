-- The REST API: with what programs call, when they last did, and which of their calls must not be repeated.

-- Generated passwords of API users, for HTTP Basic: one each, 130 bits. They open no page.
CREATE TABLE api_passwords (
    user_id     UUID  NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL UNIQUE,
    set_at      BIGINT NOT NULL
);

-- Keys of API users, each with a name, a scope and an end. A key that is withdrawn is deleted; the audit trail keeps its name.
CREATE TABLE api_keys (
    id           UUID  NOT NULL PRIMARY KEY,
    user_id      UUID  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    scope        TEXT NOT NULL CHECK (scope IN ('read', 'resets', 'temporary-passwords', 'write', 'authentications')),
    prefix       TEXT NOT NULL, -- how the key begins, to be recognised by; not a part of the secret
    secret_hash  BYTEA NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT, -- NULL for one that works until it is withdrawn
    last_used_at BIGINT
);
CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at);

-- The last call of each API user.
CREATE TABLE api_calls (
    user_id    UUID  NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    at         BIGINT NOT NULL,
    credential TEXT NOT NULL, -- with what, by its name
    address    TEXT NOT NULL
);

-- Calls that were made under an Idempotency-Key.
CREATE TABLE idempotent_calls (
    user_id      UUID  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    begun_at     BIGINT NOT NULL,
    status       BIGINT, -- NULL while it is under way
    location     TEXT,
    body         TEXT, -- NULL where the answer held a secret
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotent_calls_by_age ON idempotent_calls (begun_at);
