-- Somebody has the run happen now, also on a day that the time frame leaves out.
ALTER TABLE automation_runs ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT FALSE;
