-- Mails that wait in a database that was brought back from a backup: they may have been sent already, so each goes out only when
-- somebody says so. They are queued, and due at the end of time.
CREATE TABLE held_messages (
    message_id UUID NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
);
