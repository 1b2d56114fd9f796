-- A directory for a million: what users are found by, and selections of them that are kept.

-- Three-letter pieces of names and addresses are an extension that comes with PostgreSQL.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'Latchkey searches with the extension pg_trgm, which its role may not install in this database.'
            USING HINT = 'As an administrator of the server, run CREATE EXTENSION pg_trgm in this database; then start Latchkey again.';
    WHEN undefined_file OR feature_not_supported THEN
        RAISE EXCEPTION 'Latchkey searches with the extension pg_trgm, which this server does not have.'
            USING HINT = 'Install the server''s "contrib" package (it brings pg_trgm); then start Latchkey again.';
END
$$;

-- The domain's labels from the last to the first, so that a domain and those below it are one stretch of the index.
ALTER TABLE users ADD COLUMN email_domain_key TEXT COLLATE "C";
CREATE INDEX users_by_email_domain ON users (email_domain_key);
CREATE INDEX users_by_language ON users (language);
-- Those who are not like most.
CREATE INDEX users_not_human ON users (kind) WHERE kind <> 'human';
CREATE INDEX users_with_more_rights ON users (role) WHERE role <> 'user';
CREATE INDEX users_inactive ON users (id) WHERE NOT is_active;
CREATE INDEX credentials_by_age ON credentials (changed_at) WHERE stopped_at IS NULL;
CREATE INDEX credentials_temporary ON credentials (temporary_until) WHERE stopped_at IS NULL AND temporary_until IS NOT NULL;
CREATE INDEX pending_passwords_open ON pending_passwords (user_id)
    WHERE consumed_at IS NULL AND revoked_at IS NULL AND failed_at IS NULL;
CREATE INDEX users_by_words ON users USING gin (search gin_trgm_ops);

-- The start works out the keys of those who have an address.
UPDATE users SET user_name_look = '' WHERE email IS NOT NULL;

CREATE TABLE selections (
    id              UUID NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    name_key        TEXT COLLATE "C" NOT NULL UNIQUE, -- composed and lower-cased
    description     TEXT NOT NULL,
    criteria        TEXT NOT NULL, -- JSON
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    updated_by_name TEXT NOT NULL, -- as it was then
    version         BIGINT NOT NULL
);
