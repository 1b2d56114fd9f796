-- Passkeys, and the questions to browsers that wait for an answer.

CREATE TABLE passkeys (
    id            UUID NOT NULL PRIMARY KEY,
    user_id       UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BYTEA NOT NULL UNIQUE, -- as its device calls it
    name          TEXT NOT NULL,
    credential    TEXT NOT NULL, -- JSON: the public key, and how often it says that it was used
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at);

-- A row is deleted by the first answer, right or wrong.
CREATE TABLE passkey_challenges (
    handle_hash BYTEA NOT NULL PRIMARY KEY,
    purpose     TEXT NOT NULL CHECK (purpose IN ('sign-in', 'second-factor', 'add')),
    session_id  UUID REFERENCES sessions (id) ON DELETE CASCADE, -- NULL where nobody is signed in
    state       TEXT NOT NULL, -- JSON: what the answer is compared with
    expires_at  BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_by_session ON passkey_challenges (session_id);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
