-- Self-service: forgotten passwords, former passwords, and "this wasn't me".

-- Requests of those who forgot their password, until a worker decides about them. A row has the same size whoever is meant.
CREATE TABLE forgot_requests (
    id       UUID NOT NULL PRIMARY KEY,
    user_id  UUID NOT NULL, -- the nil UUID where nobody is meant; so there is no reference
    by_email BOOLEAN NOT NULL, -- whether an address was entered: it means everyone who shares it
    address  TEXT NOT NULL, -- the client's
    at       BIGINT NOT NULL
);

-- Passwords that were replaced, as hashes, as many as the settings ask for.
CREATE TABLE password_history (
    user_id       UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL, -- argon2id, PHC string
    changed_at    BIGINT NOT NULL, -- when it was chosen
    PRIMARY KEY (user_id, password_hash)
);

-- Every secret minted for a notice, with which its reader can say "this wasn't me".
CREATE TABLE not_me_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    message_id UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX not_me_tokens_by_message ON not_me_tokens (message_id); -- for deleting
CREATE INDEX not_me_tokens_by_user ON not_me_tokens (user_id);
CREATE INDEX not_me_tokens_by_end ON not_me_tokens (expires_at);

-- Notices of which their reader has said so: each once, however many copies of its mail there are.
CREATE TABLE not_me_reports (
    message_id UUID NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at         BIGINT NOT NULL
);
CREATE INDEX not_me_reports_by_user ON not_me_reports (user_id);
CREATE INDEX not_me_reports_by_time ON not_me_reports (at);
