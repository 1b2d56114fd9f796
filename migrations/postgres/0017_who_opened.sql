-- Who looks at a link's page, as well as can be known: programs say so themselves, and people touch the page. `opened_at` stays for
-- those of whom neither is known.
ALTER TABLE links ADD COLUMN fetched_at BIGINT;
ALTER TABLE links ADD COLUMN touched_at BIGINT;
