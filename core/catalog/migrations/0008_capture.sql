-- What our own capture backend says of a room and of its files. -------------------------------------
CREATE TABLE room_events (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, line_number BIGINT NOT NULL,
  at_ns BIGINT NOT NULL, event VARCHAR NOT NULL, identity VARCHAR, name VARCHAR, track_id VARCHAR, kind VARCHAR, source VARCHAR,
  egress_id VARCHAR, quality VARCHAR, reason VARCHAR, text VARCHAR, by_whom VARCHAR, words VARCHAR NOT NULL,
  raw VARCHAR NOT NULL
);
CREATE TABLE clock_exchanges (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, line_number BIGINT NOT NULL, identity VARCHAR NOT NULL,
  t1_ns BIGINT NOT NULL, t2_ns BIGINT NOT NULL, t3_ns BIGINT NOT NULL, t4_ns BIGINT NOT NULL
);
CREATE TABLE known_spans (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, egress_id VARCHAR NOT NULL, reason VARCHAR NOT NULL,
  from_us BIGINT NOT NULL, to_us BIGINT
);
ALTER TABLE egress_infos ADD COLUMN pts0_wall_ns BIGINT;
ALTER TABLE egress_infos ADD COLUMN pts0_sigma_ns BIGINT;

CREATE VIEW room_timeline AS
SELECT l.session_id, (e.at_ns // 1000 - s.epoch_us) / 1e6 AS t_s, e.event, e.identity, e.words, e.track_id,
  e.kind, e.source, e.egress_id, e.quality, e.reason, e.text, e.by_whom, e.at_ns, e.object_key, e.line_number
FROM room_events e
JOIN log_streams l USING (source_id, object_key)
JOIN sessions s ON s.session_id = l.session_id
ANTI JOIN withheld_people w ON w.session_id = l.session_id AND w.identity = e.identity;

COMMENT ON TABLE room_events IS 'Events of a room as the capture backend noted them while it ran.';
COMMENT ON COLUMN room_events.source_id IS 'Source.';
COMMENT ON COLUMN room_events.object_key IS 'Key of the journal.';
COMMENT ON COLUMN room_events.line_number IS 'Line of the journal, from 1.';
COMMENT ON COLUMN room_events.at_ns IS 'When, by the clock of the recorder, ns since 1970.';
COMMENT ON COLUMN room_events.event IS 'participant_joined, track_muted, marker, alert …';
COMMENT ON COLUMN room_events.identity IS 'Whom it is about.';
COMMENT ON COLUMN room_events.name IS 'Name the person is shown by.';
COMMENT ON COLUMN room_events.track_id IS 'Track it is about.';
COMMENT ON COLUMN room_events.kind IS 'audio or video, of the track.';
COMMENT ON COLUMN room_events.source IS 'camera, microphone, screen_share … of the track.';
COMMENT ON COLUMN room_events.egress_id IS 'Recording it is about.';
COMMENT ON COLUMN room_events.quality IS 'excellent, good, poor or lost, of a connection.';
COMMENT ON COLUMN room_events.reason IS 'Why a person left, a recording failed or the journal was interrupted.';
COMMENT ON COLUMN room_events.text IS 'Text of a marker, message or alert; version of a consent.';
COMMENT ON COLUMN room_events.by_whom IS 'Who did it, where it was not the person it is about.';
COMMENT ON COLUMN room_events.words IS 'The event in words.';
COMMENT ON COLUMN room_events.raw IS 'The line as written.';

COMMENT ON TABLE clock_exchanges IS 'Exchanges of time between a device and the recorder (RFC 5905 §8), each on its own clock.';
COMMENT ON COLUMN clock_exchanges.source_id IS 'Source.';
COMMENT ON COLUMN clock_exchanges.object_key IS 'Key of the journal.';
COMMENT ON COLUMN clock_exchanges.line_number IS 'Line of the journal, from 1.';
COMMENT ON COLUMN clock_exchanges.identity IS 'Whose device.';
COMMENT ON COLUMN clock_exchanges.t1_ns IS 'Question sent, by the device, ns since 1970.';
COMMENT ON COLUMN clock_exchanges.t2_ns IS 'Question received, by the recorder, ns since 1970.';
COMMENT ON COLUMN clock_exchanges.t3_ns IS 'Answer sent, by the recorder, ns since 1970.';
COMMENT ON COLUMN clock_exchanges.t4_ns IS 'Answer received, by the device, ns since 1970.';

COMMENT ON TABLE known_spans IS 'Spans of a recording without samples that its recorder gives a reason for.';
COMMENT ON COLUMN known_spans.source_id IS 'Source.';
COMMENT ON COLUMN known_spans.object_key IS 'Key of the EgressInfo that says it.';
COMMENT ON COLUMN known_spans.egress_id IS 'Recording.';
COMMENT ON COLUMN known_spans.reason IS 'muted or lost.';
COMMENT ON COLUMN known_spans.from_us IS 'Beginning, media time, µs.';
COMMENT ON COLUMN known_spans.to_us IS 'End, media time, µs; NULL: the end of the file.';

COMMENT ON COLUMN egress_infos.pts0_wall_ns IS 'Wall time of media time 0 as our own recorder measured it, ns since 1970.';
COMMENT ON COLUMN egress_infos.pts0_sigma_ns IS 'Its standard uncertainty, ns.';

COMMENT ON VIEW room_timeline IS 'A row an event of the room in session time, for people; those of withheld people are left out.';
COMMENT ON COLUMN room_timeline.session_id IS 'Session.';
COMMENT ON COLUMN room_timeline.t_s IS 'Session time, s.';
COMMENT ON COLUMN room_timeline.event IS 'participant_joined, track_muted, marker, alert …';
COMMENT ON COLUMN room_timeline.identity IS 'Whom it is about.';
COMMENT ON COLUMN room_timeline.words IS 'The event in words.';
COMMENT ON COLUMN room_timeline.track_id IS 'Track it is about.';
COMMENT ON COLUMN room_timeline.kind IS 'audio or video, of the track.';
COMMENT ON COLUMN room_timeline.source IS 'camera, microphone, screen_share … of the track.';
COMMENT ON COLUMN room_timeline.egress_id IS 'Recording it is about.';
COMMENT ON COLUMN room_timeline.quality IS 'excellent, good, poor or lost, of a connection.';
COMMENT ON COLUMN room_timeline.reason IS 'Why.';
COMMENT ON COLUMN room_timeline.text IS 'Text of a marker, message or alert.';
COMMENT ON COLUMN room_timeline.by_whom IS 'Who did it, where it was not the person it is about.';
COMMENT ON COLUMN room_timeline.at_ns IS 'When, ns since 1970.';
COMMENT ON COLUMN room_timeline.object_key IS 'Key of the journal.';
COMMENT ON COLUMN room_timeline.line_number IS 'Line of the journal.';
