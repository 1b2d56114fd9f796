-- Browsers that were known before this as ones in which the user was signed in are known no more.
ALTER TABLE users ADD COLUMN browsers_ended_at BIGINT;
-- When the user was last made something else than an administrator: their second factor counts as an administrator's for a while.
ALTER TABLE users ADD COLUMN administrator_until BIGINT;
