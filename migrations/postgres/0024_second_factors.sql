-- Second factors: authenticator apps (RFC 6238) and recovery codes.

-- The app of a user: one each.
CREATE TABLE totp_factors (
    user_id   UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed    BYTEA NOT NULL, -- the secret, under the secret key
    last_step BIGINT NOT NULL, -- the last time step of which a code was accepted: each is accepted once
    failures  BIGINT NOT NULL DEFAULT 0, -- wrong codes in a row
    set_up_at BIGINT NOT NULL
);

-- Recovery codes that were not used yet, as hashes.
CREATE TABLE recovery_codes (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    user_id   UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    made_at   BIGINT NOT NULL
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);
