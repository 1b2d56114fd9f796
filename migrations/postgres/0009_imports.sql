-- Files of users that are imported.

CREATE TABLE imports (
    id           UUID NOT NULL PRIMARY KEY,
    owner_id     UUID NOT NULL, -- no reference: an owner who was deleted must not be taken for the operator (all zeros)
    owner_name   TEXT NOT NULL, -- as it was then
    address      TEXT NOT NULL, -- from where they sent it
    file_name    TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN
        ('uploading', 'mapping', 'checking', 'checked', 'importing', 'finished', 'cancelled', 'failed')),
    created_at   BIGINT NOT NULL,
    touched_at   BIGINT NOT NULL, -- when it last went on
    separator    TEXT NOT NULL,
    head         TEXT NOT NULL, -- JSON: the columns' names and first values
    options      TEXT NOT NULL, -- JSON
    chunks       BIGINT NOT NULL,
    row_count    BIGINT NOT NULL,
    next_chunk   BIGINT NOT NULL, -- the first that the dry run or the import has not behind it
    found        TEXT, -- JSON: what the dry run found
    done         TEXT NOT NULL, -- JSON: what the dry run or the import has behind it
    failure      TEXT, -- JSON
    lease        UUID, -- the worker that holds it
    leased_until BIGINT NOT NULL
);
CREATE INDEX imports_by_time ON imports (created_at);
CREATE INDEX imports_running ON imports (leased_until) WHERE state IN ('checking', 'importing');

-- The file in pieces of whole rows. A piece goes in the transaction that imports its rows.
CREATE TABLE import_chunks (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL,
    first_row BIGINT NOT NULL, -- as spreadsheets count
    content   BYTEA NOT NULL,
    PRIMARY KEY (import_id, number)
);

CREATE TABLE import_problems (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL,
    file_row  BIGINT NOT NULL,
    field     TEXT NOT NULL,
    value     TEXT NOT NULL,
    problem   TEXT NOT NULL, -- JSON
    PRIMARY KEY (import_id, number)
);
CREATE INDEX import_problems_by_row ON import_problems (import_id, file_row);
