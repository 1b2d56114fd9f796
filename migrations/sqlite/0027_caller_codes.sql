-- Codes by which the help desk knows who is on the telephone, and whom they have verified so.

CREATE TABLE caller_codes (
    id             BLOB NOT NULL PRIMARY KEY,
    user_id        BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose telephone it is about
    asked_by       BLOB REFERENCES users (id) ON DELETE CASCADE, -- who may type it; NULL for one that its user was shown
    way            TEXT NOT NULL CHECK (way IN ('mail', 'account', 'authenticator')),
    message_id     BLOB, -- the mail; no reference, since messages are kept for other times
    created_at     INTEGER NOT NULL,
    tries          INTEGER NOT NULL, -- wrong codes that were typed while it was open
    ended_at       INTEGER, -- when another one took its place
    verified_by    BLOB REFERENCES users (id) ON DELETE CASCADE,
    verified_at    INTEGER,
    verified_until INTEGER,
    spent_at       INTEGER -- when a password or a link was handed out for it
) STRICT;
CREATE INDEX caller_codes_by_user ON caller_codes (user_id, created_at);
CREATE INDEX caller_codes_by_asker ON caller_codes (asked_by); -- for deleting
CREATE INDEX caller_codes_by_verifier ON caller_codes (verified_by); -- for deleting
CREATE INDEX caller_codes_by_time ON caller_codes (created_at);

-- Every secret minted for a code: each try of its mail has one of its own. Too short for a plain hash, so it is marked with the
-- secret key, which is not in the database.
CREATE TABLE caller_code_secrets (
    code_id    BLOB NOT NULL REFERENCES caller_codes (id) ON DELETE CASCADE,
    mark       TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (code_id, mark)
) STRICT;
