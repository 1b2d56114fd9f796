-- Who looks for one address of the trail does not read all of it.
CREATE INDEX audit_by_address ON audit (address, id);
