-- The days on which the house does not work.
CREATE TABLE holidays (
    day  TEXT NOT NULL PRIMARY KEY, -- "2026-12-25"
    name TEXT NOT NULL
) STRICT;
