-- What one administrator asks about another, and a second one decides.
CREATE TABLE approvals (
    id         BLOB NOT NULL PRIMARY KEY,
    deed       TEXT NOT NULL CHECK (deed IN ('send-link', 'new-password', 'temporary-password', 'copy-link', 'edit',
        'deactivate', 'remove-factors', 'end-four-eyes')),
    arguments  TEXT NOT NULL, -- JSON, never a secret; emptied once it is decided
    target_id  BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    asked_by   BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address    TEXT NOT NULL, -- the client's who asked
    asked_at   INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decision   TEXT CHECK (decision IN ('approved', 'refused', 'expired')),
    decided_by BLOB REFERENCES users (id) ON DELETE SET NULL,
    decided_at INTEGER,
    has_failed INTEGER NOT NULL DEFAULT 0, -- whether an approved one could not be done any more
    used_at    INTEGER -- when whoever asked did what they were allowed once
) STRICT;
CREATE INDEX approvals_waiting ON approvals (expires_at) WHERE decision IS NULL;
CREATE INDEX approvals_decided ON approvals (decided_at);
CREATE INDEX approvals_by_target ON approvals (target_id);
CREATE INDEX approvals_by_asker ON approvals (asked_by);
CREATE INDEX approvals_by_decider ON approvals (decided_by);
