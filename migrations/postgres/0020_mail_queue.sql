-- Mails of one domain do not hold up those of others; a mail that came back says so.

ALTER TABLE messages ADD COLUMN domain TEXT NOT NULL DEFAULT ''; -- of the recipient, lower-cased
UPDATE messages SET domain = substr(recipient_key, position('@' IN recipient_key) + 1) WHERE state = 'queued';

ALTER TABLE messages DROP CONSTRAINT messages_state_check;
ALTER TABLE messages ADD CONSTRAINT messages_state_check
    CHECK (state IN ('queued', 'sent', 'failed', 'expired', 'cancelled', 'bounced'));
DROP INDEX messages_failed;
CREATE INDEX messages_failed ON messages (finished_at) WHERE state IN ('failed', 'expired', 'bounced');
