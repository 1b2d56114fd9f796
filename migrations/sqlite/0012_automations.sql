-- Automations, what came of them, and web addresses that are called.

CREATE TABLE automations (
    id           BLOB NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL UNIQUE, -- composed and lower-cased
    draft        TEXT NOT NULL, -- JSON: the three windows
    event_kind   TEXT NOT NULL, -- what it listens to
    state        TEXT NOT NULL CHECK (state IN ('draft', 'active', 'paused', 'ended')),
    pause_reason TEXT,
    starts_at    INTEGER, -- its time frame; NULL while it has none
    ends_at      INTEGER,
    next_at      INTEGER, -- when its schedule comes next
    swept_to     INTEGER, -- from when on it listens; for ages and absences, until when they were looked at
    remind_at    INTEGER, -- when its end is announced; NULL when that is done
    owner_id     BLOB NOT NULL, -- for whom it acts, also when they are deleted; the nil UUID for the operator
    owner_name   TEXT NOT NULL, -- as it was then
    address      TEXT NOT NULL, -- from where it was activated or made
    credential   TEXT, -- with which credential a program did
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    updated_by   TEXT NOT NULL, -- the name of whoever did
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX automations_at_work ON automations (event_kind) WHERE state = 'active';
CREATE INDEX automations_scheduled ON automations (next_at) WHERE state = 'active' AND next_at IS NOT NULL;
CREATE INDEX automations_ending ON automations (ends_at) WHERE state IN ('active', 'paused');

-- One turn for one user; for a selection, first one that finds out who they are. Users and events may be deleted meanwhile.
CREATE TABLE automation_runs (
    id            BLOB NOT NULL PRIMARY KEY,
    automation_id BLOB NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    event_id      BLOB NOT NULL,
    event_kind    TEXT NOT NULL,
    event_at      INTEGER NOT NULL,
    about         TEXT NOT NULL, -- JSON: the names of those whom the event is about, and its facts
    causes        TEXT NOT NULL, -- JSON: the automations in whose consequence the event happened
    user_id       BLOB NOT NULL, -- the nil UUID: nobody in particular
    user_name     TEXT NOT NULL, -- as it was then
    gathers       INTEGER NOT NULL, -- it finds out whom a selection means
    gathered_to   BLOB, -- the last of them written down
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'unneeded', 'skipped', 'failed', 'missed', 'cancelled')),
    reason        TEXT,
    due_at        INTEGER NOT NULL,
    faults        INTEGER NOT NULL DEFAULT 0, -- times that Latchkey failed at it
    message_id    BLOB, -- the mail that was queued
    ended_at      INTEGER,
    UNIQUE (automation_id, event_id, user_id)
) STRICT;
CREATE INDEX automation_runs_due ON automation_runs (due_at) WHERE state = 'waiting';
CREATE INDEX automation_runs_of_user ON automation_runs (automation_id, user_id, ended_at) WHERE state = 'done';
CREATE INDEX automation_runs_by_end ON automation_runs (automation_id, ended_at);
CREATE INDEX automation_runs_done ON automation_runs (ended_at) WHERE state = 'done';

-- Calls of web addresses, which a worker makes under a lease: one for each run that makes any.
CREATE TABLE webhook_calls (
    id          BLOB NOT NULL PRIMARY KEY, -- the call's id on the wire too, the same at every try
    run_id      BLOB NOT NULL UNIQUE REFERENCES automation_runs (id) ON DELETE CASCADE,
    url         TEXT NOT NULL,
    body        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL, -- next try; while a worker holds it, the end of the lease
    give_up_at  INTEGER NOT NULL,
    lease       BLOB,
    reply       TEXT, -- what the last try came to
    created_at  INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX webhook_calls_due ON webhook_calls (due_at) WHERE state = 'waiting';
