-- What people make while they review: markers, tiers, accepted findings, withheld people, a session's zone. --------
-- Rows are never deleted: what a person takes back keeps its row with the time it was taken back.
ALTER TABLE tiers ADD COLUMN position INTEGER;
ALTER TABLE tiers ADD COLUMN author VARCHAR;
ALTER TABLE tiers ADD COLUMN deleted_at TIMESTAMPTZ;
ALTER TABLE annotations ALTER COLUMN tier_id DROP NOT NULL;
ALTER TABLE annotations ADD COLUMN session_id VARCHAR;
ALTER TABLE annotations ADD COLUMN deleted_at TIMESTAMPTZ;
ALTER TABLE annotations ADD COLUMN epoch_us BIGINT;
ALTER TABLE exports ADD COLUMN request VARCHAR;
CREATE TABLE finding_acceptances (
  finding_id VARCHAR NOT NULL, code VARCHAR NOT NULL, subject VARCHAR NOT NULL, session_id VARCHAR,
  note VARCHAR NOT NULL, author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);
CREATE TABLE withholdings (
  withholding_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, identity VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ,
  source_id VARCHAR, object_key VARCHAR
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
COMMENT ON COLUMN annotations.epoch_us IS 'Epoch of the session that start_us and end_us count from, µs since 1970.';
COMMENT ON COLUMN exports.request IS 'JSON of what was asked for, to ask it again; NULL before this was kept.';

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
COMMENT ON COLUMN withholdings.source_id IS 'Source of one of their recordings: they are withheld in its session too, whatever that is called by now; NULL: nothing of them is recorded.';
COMMENT ON COLUMN withholdings.object_key IS 'Key of that recording.';

COMMENT ON TABLE session_zones IS 'The time zone a session was recorded in, as a person said it; the newest not withdrawn counts.';
COMMENT ON COLUMN session_zones.session_id IS 'Session.';
COMMENT ON COLUMN session_zones.zone IS 'IANA name, Europe/Vienna.';
COMMENT ON COLUMN session_zones.author IS 'Who said so.';
COMMENT ON COLUMN session_zones.created_at IS 'When.';
COMMENT ON COLUMN session_zones.withdrawn_at IS 'When it was taken back; NULL while in force.';

-- Who is withheld, where it is to be asked ---------------------------------------------------------------------------
-- In the session named and in the one their file is in by now: where those differ, rather too much than too little.
CREATE VIEW withheld_people AS
WITH standing AS (SELECT * FROM withholdings WHERE withdrawn_at IS NULL),
  named AS (
    SELECT * FROM standing
    UNION ALL
    SELECT w.* REPLACE (r.session_id AS session_id)
    FROM standing w JOIN recordings r ON r.source_id = w.source_id AND r.object_key = w.object_key)
SELECT session_id, identity, arg_max(withholding_id, created_at) AS withholding_id, arg_max(reason, created_at) AS reason,
  arg_max(author, created_at) AS author, max(created_at) AS created_at
FROM named GROUP BY session_id, identity;

CREATE OR REPLACE VIEW log_timeline AS
SELECT l.session_id, (e.recv_ns // 1000 - s.epoch_us) / 1e6 AS t_s,
  coalesce(e.sender, l.identity) AS sender, coalesce(e.topic, l.topic) AS topic, e.payload,
  e.recv_ns, e.sender_ns, e.object_key, e.line_number
FROM log_events e
JOIN log_streams l USING (source_id, object_key)
JOIN sessions s ON s.session_id = l.session_id
ANTI JOIN withheld_people w ON w.session_id = l.session_id AND w.identity = coalesce(e.sender, l.identity);

COMMENT ON VIEW withheld_people IS 'Who is withheld now, by the session as it is called now.';
COMMENT ON COLUMN withheld_people.session_id IS 'Session.';
COMMENT ON COLUMN withheld_people.identity IS 'Person.';
COMMENT ON COLUMN withheld_people.withholding_id IS 'The newest withholding in force.';
COMMENT ON COLUMN withheld_people.reason IS 'Why.';
COMMENT ON COLUMN withheld_people.author IS 'Who withheld them.';
COMMENT ON COLUMN withheld_people.created_at IS 'When.';
COMMENT ON VIEW log_timeline IS 'A row a log message in session time, for people; those of withheld people are left out.';
COMMENT ON COLUMN log_timeline.session_id IS 'Session.';
COMMENT ON COLUMN log_timeline.t_s IS 'Session time of arrival, s.';
COMMENT ON COLUMN log_timeline.sender IS 'Sender.';
COMMENT ON COLUMN log_timeline.topic IS 'Topic.';
COMMENT ON COLUMN log_timeline.payload IS 'Text of the message.';
COMMENT ON COLUMN log_timeline.recv_ns IS 'Arrival, ns since 1970.';
COMMENT ON COLUMN log_timeline.sender_ns IS 'Time the payload says of itself, ns since 1970.';
COMMENT ON COLUMN log_timeline.object_key IS 'Key of the log.';
COMMENT ON COLUMN log_timeline.line_number IS 'Line of the log.';

COMMENT ON COLUMN derived.kind IS 'packets, peaks, remux or thumbs (pictures; made when first looked at).';
