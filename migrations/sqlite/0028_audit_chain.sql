-- Lines of the audit trail are sealed in a chain: `position` counts them in the order in which they are sealed, which is not that of
-- ids, since a transaction may commit late. A signed head says how far the chain goes; a cut says what was deleted from its front.
CREATE TABLE audit_heads (
    position   INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('head', 'cut')),
    seal       BLOB NOT NULL, -- of the line at this position
    at         INTEGER NOT NULL,
    public_key BLOB NOT NULL, -- Ed25519
    signature  BLOB NOT NULL,
    PRIMARY KEY (position, kind)
) STRICT;
CREATE INDEX audit_unsealed ON audit (id) WHERE seal IS NULL;

-- Nobody changes a line by mistake: it is added unsealed, sealed once, and deleted where a cut covers it. Programs of the version
-- before delete no old lines meanwhile.
CREATE TRIGGER audit_added BEFORE INSERT ON audit WHEN new.position IS NOT NULL OR new.seal IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'the audit trail is not changed');
END;
CREATE TRIGGER audit_edited
    BEFORE UPDATE OF id, at, action, outcome, actor_id, actor_name, actor_key, target_id, target_name, target_key, address, detail
    ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is not changed');
END;
CREATE TRIGGER audit_resealed BEFORE UPDATE ON audit WHEN old.seal IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'the audit trail is not changed');
END;
CREATE TRIGGER audit_deleted BEFORE DELETE ON audit
    WHEN NOT EXISTS (SELECT 1 FROM audit_heads WHERE kind = 'cut' AND position >= old.position) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is not changed');
END;
