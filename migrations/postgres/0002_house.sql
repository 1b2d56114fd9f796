-- People with tags, themes and look-alike checks; every try of a message; and what lists are searched and ordered by.

ALTER TABLE users ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
-- The skeletons of user name and e-mail (UTS #39 §4): what looks alike has the same one.
ALTER TABLE users ADD COLUMN user_name_look TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN email_look TEXT COLLATE "C";
CREATE INDEX users_by_user_name_look ON users (user_name_look);
CREATE INDEX users_by_email_look ON users (email_look);
CREATE INDEX users_by_created ON users (created_at, id);
CREATE INDEX users_administrators ON users (id) WHERE role = 'administrator';
-- What the list is ordered by: those who never signed in come before all others.
ALTER TABLE users ADD COLUMN sign_in_key BIGINT GENERATED ALWAYS AS (COALESCE(last_sign_in_at, 0)) STORED;
CREATE INDEX users_by_sign_in ON users (sign_in_key, id);

CREATE TABLE user_tags (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tag_key TEXT COLLATE "C" NOT NULL, -- composed and lower-cased
    tag     TEXT NOT NULL, -- as it was written
    PRIMARY KEY (user_id, tag_key)
);
CREATE INDEX user_tags_by_tag ON user_tags (tag_key, user_id);

-- Every try of a message and what the mail server said.
CREATE TABLE message_attempts (
    id         UUID NOT NULL PRIMARY KEY,
    message_id UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    at         BIGINT NOT NULL,
    state      TEXT NOT NULL, -- where the message stood afterwards
    reply      TEXT NOT NULL
);
CREATE INDEX message_attempts_by_message ON message_attempts (message_id, at);

ALTER TABLE messages ADD COLUMN recipient_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- lower-cased
CREATE INDEX messages_by_time ON messages (created_at, id);
CREATE INDEX messages_by_state ON messages (state, created_at, id);
CREATE INDEX messages_by_recipient ON messages (recipient_key);
CREATE INDEX messages_failed ON messages (finished_at) WHERE state IN ('failed', 'expired');

-- Bytes decide the order, so that the start of a name is a range of the index.
ALTER TABLE audit ALTER COLUMN action TYPE TEXT COLLATE "C";
ALTER TABLE audit ADD COLUMN actor_key TEXT COLLATE "C"; -- composed and lower-cased name
ALTER TABLE audit ADD COLUMN target_key TEXT COLLATE "C";
CREATE INDEX audit_by_actor_name ON audit (actor_key, id);
CREATE INDEX audit_by_target_name ON audit (target_key, id);
CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_action ON audit (action, id);

CREATE INDEX limits_blocked ON limits (blocked_until);
CREATE INDEX links_open ON links (expires_at) WHERE consumed_at IS NULL AND revoked_at IS NULL;
CREATE INDEX links_by_time ON links (created_at);
CREATE INDEX links_by_requester ON links (requested_by); -- for deleting users
CREATE INDEX events_by_kind ON events (kind, at);
