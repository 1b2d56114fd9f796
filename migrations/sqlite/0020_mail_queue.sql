-- Mails of one domain do not hold up those of others; a mail that came back says so.

ALTER TABLE messages ADD COLUMN domain TEXT NOT NULL DEFAULT ''; -- of the recipient, lower-cased
UPDATE messages SET domain = substr(recipient_key, instr(recipient_key, '@') + 1) WHERE state = 'queued';

-- A check is changed by putting another column in the place of its own.
DROP INDEX messages_due;
DROP INDEX messages_by_state;
DROP INDEX messages_failed;
ALTER TABLE messages ADD COLUMN standing TEXT NOT NULL DEFAULT 'queued'
    CHECK (standing IN ('queued', 'sent', 'failed', 'expired', 'cancelled', 'bounced'));
UPDATE messages SET standing = state;
ALTER TABLE messages DROP COLUMN state;
ALTER TABLE messages RENAME COLUMN standing TO state;
CREATE INDEX messages_due ON messages (due_at) WHERE state = 'queued';
CREATE INDEX messages_by_state ON messages (state, created_at, id);
CREATE INDEX messages_failed ON messages (finished_at) WHERE state IN ('failed', 'expired', 'bounced');
