-- Generated passwords that a job sent and nobody has used can be taken back.
ALTER TABLE bulk_items ADD COLUMN pending_id UUID; -- the generated password that was sent
