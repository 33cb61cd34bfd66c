-- What people make while they review: markers, tiers, accepted findings, withheld people, a session's zone. --------
-- Rows are never deleted: what a person takes back keeps its row with the time it was taken back.
ALTER TABLE tiers ADD COLUMN position INTEGER;
ALTER TABLE tiers ADD COLUMN author VARCHAR;
ALTER TABLE tiers ADD COLUMN deleted_at TIMESTAMPTZ;
ALTER TABLE annotations ALTER COLUMN tier_id DROP NOT NULL;
ALTER TABLE annotations ADD COLUMN session_id VARCHAR;
ALTER TABLE annotations ADD COLUMN deleted_at TIMESTAMPTZ;
CREATE TABLE finding_acceptances (
  finding_id VARCHAR NOT NULL, code VARCHAR NOT NULL, subject VARCHAR NOT NULL, session_id VARCHAR,
  note VARCHAR NOT NULL, author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);
CREATE TABLE withholdings (
  withholding_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, identity VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);
CREATE TABLE session_zones (
  session_id VARCHAR NOT NULL, zone VARCHAR NOT NULL, author VARCHAR NOT NULL,
  created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);

COMMENT ON COLUMN tiers.position IS 'Order among the tiers of the session, from 0; NULL: by name.';
COMMENT ON COLUMN tiers.author IS 'Who made it.';
COMMENT ON COLUMN tiers.deleted_at IS 'When it was taken back; NULL while it stands.';
COMMENT ON COLUMN annotations.tier_id IS 'Tier; NULL: a marker.';
COMMENT ON COLUMN annotations.session_id IS 'Session it was made in.';
COMMENT ON COLUMN annotations.deleted_at IS 'When it was taken back; NULL while it stands.';

COMMENT ON TABLE finding_acceptances IS 'Findings that a person looked at and accepted as they are. They survive every ingest.';
COMMENT ON COLUMN finding_acceptances.finding_id IS 'Finding (findings.finding_id).';
COMMENT ON COLUMN finding_acceptances.code IS 'Its code when it was accepted.';
COMMENT ON COLUMN finding_acceptances.subject IS 'Its subject when it was accepted.';
COMMENT ON COLUMN finding_acceptances.session_id IS 'Its session when it was accepted.';
COMMENT ON COLUMN finding_acceptances.note IS 'Why.';
COMMENT ON COLUMN finding_acceptances.author IS 'Who.';
COMMENT ON COLUMN finding_acceptances.created_at IS 'When.';
COMMENT ON COLUMN finding_acceptances.withdrawn_at IS 'When it was taken back; NULL while in force.';

COMMENT ON TABLE withholdings IS 'People whose pictures, sound and messages of a session are not shown, served or exported.';
COMMENT ON COLUMN withholdings.withholding_id IS 'Made when it was written.';
COMMENT ON COLUMN withholdings.session_id IS 'Session.';
COMMENT ON COLUMN withholdings.identity IS 'Person.';
COMMENT ON COLUMN withholdings.reason IS 'Why.';
COMMENT ON COLUMN withholdings.author IS 'Who withheld them.';
COMMENT ON COLUMN withholdings.created_at IS 'When.';
COMMENT ON COLUMN withholdings.withdrawn_at IS 'When it was taken back; NULL while in force.';

COMMENT ON TABLE session_zones IS 'The time zone a session was recorded in, as a person said it; the newest not withdrawn counts.';
COMMENT ON COLUMN session_zones.session_id IS 'Session.';
COMMENT ON COLUMN session_zones.zone IS 'IANA name, Europe/Vienna.';
COMMENT ON COLUMN session_zones.author IS 'Who said so.';
COMMENT ON COLUMN session_zones.created_at IS 'When.';
COMMENT ON COLUMN session_zones.withdrawn_at IS 'When it was taken back; NULL while in force.';
