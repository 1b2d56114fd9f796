-- Lines of the audit trail are sealed in a chain: `position` counts them in the order in which they are sealed, which is not that of
-- ids, since a transaction may commit late. A signed head says how far the chain goes; a cut says what was deleted from its front.
CREATE TABLE audit_heads (
    position   BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('head', 'cut')),
    seal       BYTEA NOT NULL, -- of the line at this position
    at         BIGINT NOT NULL,
    public_key BYTEA NOT NULL, -- Ed25519
    signature  BYTEA NOT NULL,
    PRIMARY KEY (position, kind)
);
CREATE INDEX audit_unsealed ON audit (id) WHERE seal IS NULL;

-- Nobody changes a line by mistake: it is added unsealed, sealed once, and deleted where a cut covers it. Programs of the version
-- before delete no old lines meanwhile.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is not changed';
END
$$;
CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_heads WHERE audit_heads.kind = 'cut' AND audit_heads.position >= OLD.position) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit trail is not changed';
END
$$;
CREATE TRIGGER audit_added BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.position IS NOT NULL OR NEW.seal IS NOT NULL)
    EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_edited
    BEFORE UPDATE OF id, at, action, outcome, actor_id, actor_name, actor_key, target_id, target_name, target_key, address, detail
    ON audit FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_resealed BEFORE UPDATE ON audit FOR EACH ROW WHEN (OLD.seal IS NOT NULL)
    EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_deleted BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();
CREATE TRIGGER audit_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
