-- What lists are ordered by stands beside the numbers by which the index of three-letter pieces knows users: the first of many
-- with the same words are found without reading each of them.

ALTER TABLE user_numbers ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
UPDATE user_numbers SET sort_key = (SELECT sort_key FROM users WHERE users.id = user_numbers.user_id);

DROP TRIGGER users_made;
CREATE TRIGGER users_made AFTER INSERT ON users BEGIN
    INSERT INTO user_numbers (user_id, sort_key) VALUES (new.id, new.sort_key);
    INSERT INTO user_search (rowid, search) SELECT number, new.search FROM user_numbers WHERE user_id = new.id;
END;
-- A display name is a part of what is searched, so its key changes with that.
DROP TRIGGER users_renamed;
CREATE TRIGGER users_renamed AFTER UPDATE OF search ON users WHEN old.search <> new.search BEGIN
    UPDATE user_search SET search = new.search WHERE rowid = (SELECT number FROM user_numbers WHERE user_id = new.id);
    UPDATE user_numbers SET sort_key = new.sort_key WHERE user_id = new.id;
END;
