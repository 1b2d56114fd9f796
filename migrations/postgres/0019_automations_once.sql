-- Automations hear what was new when they began by its mark and not by the clock; failed sign-ins are counted where they are
-- heard; what comes at the same moment for many is met part by part; an end is announced once; the tries of calls stay.

ALTER TABLE automations ADD COLUMN swept_past UUID NOT NULL DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'; -- the last who was met of those at swept_to; the greatest id for all of them
ALTER TABLE automations ADD COLUMN reminded_for BIGINT; -- the end that was announced
UPDATE automations SET reminded_for = ends_at
    WHERE state IN ('active', 'paused') AND remind_at IS NULL AND draft NOT LIKE '%"remind":[]%';

-- What was new when an automation was activated: it happened before, whatever the clock said then.
CREATE TABLE earlier_events (
    automation_id UUID NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    event_id      UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_id, event_id)
);
CREATE INDEX earlier_events_by_event ON earlier_events (event_id);

-- Failed sign-ins that an automation has heard of and that count still. Users are known by id alone.
CREATE TABLE automation_failures (
    automation_id UUID NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    user_id       UUID NOT NULL,
    failures      TEXT NOT NULL, -- JSON: when each happened
    heard_at      BIGINT NOT NULL, -- the last of them
    PRIMARY KEY (automation_id, user_id)
);
CREATE INDEX automation_failures_by_time ON automation_failures (heard_at);

-- What each try of a call came to.
CREATE TABLE webhook_tries (
    id      UUID NOT NULL PRIMARY KEY,
    call_id UUID NOT NULL REFERENCES webhook_calls (id) ON DELETE CASCADE,
    at      BIGINT NOT NULL,
    status  BIGINT, -- of the answer; NULL where there was none
    reply   TEXT NOT NULL -- how the answer began, or what went wrong
);
CREATE INDEX webhook_tries_by_call ON webhook_tries (call_id, at);

-- Whether a run or a call waits that needs an event.
CREATE INDEX automation_runs_waiting ON automation_runs (event_id) WHERE state = 'waiting';
CREATE INDEX webhook_calls_waiting ON webhook_calls (run_id) WHERE state = 'waiting';
