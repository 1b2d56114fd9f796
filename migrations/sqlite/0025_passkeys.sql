-- Passkeys, and the questions to browsers that wait for an answer.

CREATE TABLE passkeys (
    id            BLOB NOT NULL PRIMARY KEY,
    user_id       BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL UNIQUE, -- as its device calls it
    name          TEXT NOT NULL,
    credential    TEXT NOT NULL, -- JSON: the public key, and how often it says that it was used
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at);

-- A row is deleted by the first answer, right or wrong.
CREATE TABLE passkey_challenges (
    handle_hash BLOB NOT NULL PRIMARY KEY,
    purpose     TEXT NOT NULL CHECK (purpose IN ('sign-in', 'second-factor', 'add')),
    session_id  BLOB REFERENCES sessions (id) ON DELETE CASCADE, -- NULL where nobody is signed in
    state       TEXT NOT NULL, -- JSON: what the answer is compared with
    expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_challenges_by_session ON passkey_challenges (session_id);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
