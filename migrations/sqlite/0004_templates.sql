-- The mails' templates as the house has changed them: every save is a version, none is ever changed or removed.

CREATE TABLE template_versions (
    template      TEXT NOT NULL,
    language      TEXT NOT NULL,
    version       INTEGER NOT NULL, -- counted from 1 for each template and language; the highest is in use
    -- All three are NULL where the version is the built-in text again.
    subject       TEXT,
    html          TEXT,
    body          TEXT,
    restored_from INTEGER, -- the version that this one repeats
    saved_at      INTEGER NOT NULL,
    saved_by_name TEXT NOT NULL, -- as it was then
    -- Since when it cannot be filled, so that the built-in text is sent, and why.
    broke_at      INTEGER,
    broke_why     TEXT,
    PRIMARY KEY (template, language, version)
) STRICT;
