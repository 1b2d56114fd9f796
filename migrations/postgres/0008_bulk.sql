-- The same done for many users, one after the other, by jobs that survive a restart.

CREATE TABLE bulk_jobs (
    id          UUID NOT NULL PRIMARY KEY,
    bulk_order  TEXT NOT NULL, -- JSON: what is done
    whom        TEXT NOT NULL, -- JSON: for whom, as it was meant then
    allows_api  BOOLEAN NOT NULL, -- programs were meant on purpose, and that was confirmed
    state       TEXT NOT NULL CHECK (state IN ('gathering', 'running', 'paused', 'done', 'cancelled', 'stopped', 'undoing', 'undone')),
    gathered    BOOLEAN NOT NULL, -- all who are meant are written down
    gathered_to UUID, -- the last user written down
    owner_id    UUID NOT NULL, -- for whom it acts, also when they are deleted; the nil UUID for the operator
    owner_name  TEXT NOT NULL, -- as it was then
    address     TEXT NOT NULL, -- from where it was started
    credential  TEXT, -- with which credential a program started it
    total       BIGINT NOT NULL DEFAULT 0,
    done        BIGINT NOT NULL DEFAULT 0,
    unneeded    BIGINT NOT NULL DEFAULT 0,
    skipped     BIGINT NOT NULL DEFAULT 0,
    failed      BIGINT NOT NULL DEFAULT 0,
    undone      BIGINT NOT NULL DEFAULT 0,
    undone_to   BIGINT NOT NULL DEFAULT 0, -- the last position that was looked at to take it back
    faults      BIGINT NOT NULL DEFAULT 0, -- times that Latchkey failed at the same place
    due_at      BIGINT NOT NULL, -- when it goes on
    created_at  BIGINT NOT NULL,
    ended_at    BIGINT
);
CREATE INDEX bulk_jobs_due ON bulk_jobs (due_at) WHERE state IN ('gathering', 'running', 'undoing');
CREATE INDEX bulk_jobs_by_time ON bulk_jobs (created_at, id);

-- For whom a job is, in its order, and how it went. Users may be deleted meanwhile; the ledger keeps the names.
CREATE TABLE bulk_items (
    job_id       UUID NOT NULL REFERENCES bulk_jobs (id) ON DELETE CASCADE,
    position     BIGINT NOT NULL, -- from 1
    user_id      UUID NOT NULL,
    user_name    TEXT NOT NULL,
    display_name TEXT NOT NULL,
    outcome      TEXT CHECK (outcome IN ('done', 'unneeded', 'skipped', 'gone', 'failed', 'undone')),
    refusal      TEXT,
    link_id      UUID, -- the link that was sent
    at           BIGINT,
    PRIMARY KEY (job_id, position)
);

-- Whoever has this password must choose another one before anything else.
ALTER TABLE credentials ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;
