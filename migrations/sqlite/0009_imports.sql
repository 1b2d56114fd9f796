-- Files of users that are imported.

CREATE TABLE imports (
    id           BLOB NOT NULL PRIMARY KEY,
    owner_id     BLOB NOT NULL, -- no reference: an owner who was deleted must not be taken for the operator (all zeros)
    owner_name   TEXT NOT NULL, -- as it was then
    address      TEXT NOT NULL, -- from where they sent it
    file_name    TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN
        ('uploading', 'mapping', 'checking', 'checked', 'importing', 'finished', 'cancelled', 'failed')),
    created_at   INTEGER NOT NULL,
    touched_at   INTEGER NOT NULL, -- when it last went on
    separator    TEXT NOT NULL,
    head         TEXT NOT NULL, -- JSON: the columns' names and first values
    options      TEXT NOT NULL, -- JSON
    chunks       INTEGER NOT NULL,
    row_count    INTEGER NOT NULL,
    next_chunk   INTEGER NOT NULL, -- the first that the dry run or the import has not behind it
    found        TEXT, -- JSON: what the dry run found
    done         TEXT NOT NULL, -- JSON: what the dry run or the import has behind it
    failure      TEXT, -- JSON
    lease        BLOB, -- the worker that holds it
    leased_until INTEGER NOT NULL
) STRICT;
CREATE INDEX imports_by_time ON imports (created_at);
CREATE INDEX imports_running ON imports (leased_until) WHERE state IN ('checking', 'importing');

-- The file in pieces of whole rows. A piece goes in the transaction that imports its rows.
CREATE TABLE import_chunks (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    first_row INTEGER NOT NULL, -- as spreadsheets count
    content   BLOB NOT NULL,
    PRIMARY KEY (import_id, number)
) STRICT;

CREATE TABLE import_problems (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    file_row  INTEGER NOT NULL,
    field     TEXT NOT NULL,
    value     TEXT NOT NULL,
    problem   TEXT NOT NULL, -- JSON
    PRIMARY KEY (import_id, number)
) STRICT;
CREATE INDEX import_problems_by_row ON import_problems (import_id, file_row);
