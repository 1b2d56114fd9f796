-- A directory for a million: what users are found by, and selections of them that are kept.

-- The domain's labels from the last to the first, so that a domain and those below it are one stretch of the index.
ALTER TABLE users ADD COLUMN email_domain_key TEXT;
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

-- Three-letter pieces of names and addresses. The index knows users by numbers of their own: those that SQLite itself gives to
-- rows may change.
CREATE TABLE user_numbers (
    number  INTEGER NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE
) STRICT;
CREATE VIRTUAL TABLE user_search USING fts5 (search, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');

INSERT INTO user_numbers (user_id) SELECT id FROM users ORDER BY id;
INSERT INTO user_search (rowid, search) SELECT number, search FROM user_numbers JOIN users ON users.id = user_numbers.user_id;

CREATE TRIGGER users_made AFTER INSERT ON users BEGIN
    INSERT INTO user_numbers (user_id) VALUES (new.id);
    INSERT INTO user_search (rowid, search) SELECT number, new.search FROM user_numbers WHERE user_id = new.id;
END;
CREATE TRIGGER users_renamed AFTER UPDATE OF search ON users WHEN old.search <> new.search BEGIN
    UPDATE user_search SET search = new.search WHERE rowid = (SELECT number FROM user_numbers WHERE user_id = new.id);
END;
CREATE TRIGGER user_numbers_gone AFTER DELETE ON user_numbers BEGIN
    DELETE FROM user_search WHERE rowid = old.number;
END;

-- The start works out the keys of those who have an address.
UPDATE users SET user_name_look = '' WHERE email IS NOT NULL;

CREATE TABLE selections (
    id              BLOB NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL UNIQUE, -- composed and lower-cased
    description     TEXT NOT NULL,
    criteria        TEXT NOT NULL, -- JSON
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    updated_by_name TEXT NOT NULL, -- as it was then
    version         INTEGER NOT NULL
) STRICT;
