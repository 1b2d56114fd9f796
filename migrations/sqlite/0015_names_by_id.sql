-- Ledgers, and what waits to be sent, know users by id alone. Names are read when they are shown or sent, so those of a deleted
-- user are nowhere.

ALTER TABLE bulk_items DROP COLUMN user_name;
ALTER TABLE bulk_items DROP COLUMN display_name;
ALTER TABLE automation_runs DROP COLUMN user_name;
ALTER TABLE webhook_calls DROP COLUMN body; -- written when the call is made

-- Now the ids of those whom the event is about. Runs and notices that wait over this name nobody.
UPDATE automation_runs SET about = '{}';
UPDATE messages SET variables = json_remove(variables, '$.people') WHERE template = 'automation-notice';
