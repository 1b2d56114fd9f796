-- The start page's charts: how long mails took that were sent in a day, a week or a month, read from the index alone.
CREATE INDEX messages_sent ON messages (finished_at, created_at) WHERE state = 'sent';
