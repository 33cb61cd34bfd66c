-- What was found in the bucket -------------------------------------------------------------------
CREATE TABLE sources (
  source_id VARCHAR NOT NULL, uri VARCHAR NOT NULL, kind VARCHAR NOT NULL,
  first_ingested_at TIMESTAMPTZ NOT NULL, last_ingested_at TIMESTAMPTZ NOT NULL,
  -- Null while rows were read that sessions were not yet formed from: a killed run is completed by the next.
  formed_version INTEGER
);
CREATE TABLE objects (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, etag VARCHAR NOT NULL,
  size_bytes BIGINT NOT NULL, modified_at TIMESTAMPTZ NOT NULL,
  role VARCHAR NOT NULL, status VARCHAR NOT NULL, handler_version INTEGER NOT NULL
);
CREATE TABLE manifests (
  manifest_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL,
  dialect VARCHAR NOT NULL, egress_id VARCHAR, room_id VARCHAR, room_name VARCHAR,
  identity VARCHAR, track_id VARCHAR, kind VARCHAR, track_source VARCHAR, media_key VARCHAR,
  started_at_raw VARCHAR, started_at_unit VARCHAR, started_at_ns BIGINT,
  ended_at_raw VARCHAR, ended_at_unit VARCHAR, ended_at_ns BIGINT,
  raw VARCHAR NOT NULL
);
CREATE TABLE egress_infos (
  egress_info_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL,
  egress_id VARCHAR NOT NULL, room_id VARCHAR, room_name VARCHAR, track_id VARCHAR, status VARCHAR,
  media_key VARCHAR, egress_requested_at_ns BIGINT, file_started_at_ns BIGINT, file_ended_at_ns BIGINT,
  duration_ns BIGINT, raw VARCHAR NOT NULL
);
CREATE TABLE media (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, container VARCHAR NOT NULL,
  stream_index INTEGER NOT NULL, kind VARCHAR NOT NULL, codec VARCHAR NOT NULL, codec_string VARCHAR,
  width INTEGER, height INTEGER, rotation INTEGER, sample_rate_hz INTEGER, channels INTEGER,
  first_pts_us BIGINT NOT NULL, last_pts_us BIGINT NOT NULL, end_pts_us BIGINT NOT NULL,
  codec_delay_us BIGINT NOT NULL, packet_count BIGINT NOT NULL, key_packet_count BIGINT NOT NULL,
  needs_remux BOOLEAN NOT NULL, probed_by VARCHAR NOT NULL
);
CREATE TABLE holes (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, stream_index INTEGER NOT NULL,
  start_pts_us BIGINT NOT NULL, end_pts_us BIGINT NOT NULL
);
CREATE TABLE log_streams (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, dialect VARCHAR NOT NULL,
  room_id VARCHAR, room_name VARCHAR, identity VARCHAR, topic VARCHAR, line_count BIGINT NOT NULL,
  first_recv_ns BIGINT, last_recv_ns BIGINT, session_id VARCHAR
);
CREATE TABLE log_events (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, line_number BIGINT NOT NULL,
  recv_ns BIGINT NOT NULL, sender_ns BIGINT, sender VARCHAR, topic VARCHAR, kind VARCHAR,
  payload VARCHAR, payload_b64 VARCHAR
);
-- What it means ----------------------------------------------------------------------------------
CREATE TABLE sessions (
  session_id VARCHAR NOT NULL, room_id VARCHAR, room_name VARCHAR NOT NULL,
  epoch_us BIGINT NOT NULL, started_at TIMESTAMPTZ NOT NULL, duration_us BIGINT NOT NULL,
  clock_version VARCHAR NOT NULL
);
CREATE TABLE participants (session_id VARCHAR NOT NULL, identity VARCHAR NOT NULL, name VARCHAR);
CREATE TABLE tracks (
  session_id VARCHAR NOT NULL, track_id VARCHAR NOT NULL, identity VARCHAR NOT NULL,
  kind VARCHAR NOT NULL, source VARCHAR NOT NULL
);
CREATE TABLE recordings (
  recording_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, track_id VARCHAR NOT NULL,
  identity VARCHAR NOT NULL, kind VARCHAR NOT NULL, source VARCHAR NOT NULL, egress_id VARCHAR,
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, stream_index INTEGER NOT NULL,
  codec VARCHAR NOT NULL, first_pts_us BIGINT NOT NULL, end_pts_us BIGINT NOT NULL
);
CREATE TABLE clocks (
  clock_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, kind VARCHAR NOT NULL,
  owner VARCHAR NOT NULL, recording_id VARCHAR
);
CREATE TABLE clock_edges (
  edge_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, from_clock VARCHAR NOT NULL,
  to_clock VARCHAR NOT NULL, kind VARCHAR NOT NULL, offset_us BIGINT NOT NULL, sigma_us BIGINT NOT NULL,
  lower_us BIGINT, upper_us BIGINT, rate_ppm DOUBLE, residual_us BIGINT, used BOOLEAN NOT NULL,
  author VARCHAR NOT NULL, evidence VARCHAR NOT NULL
);
CREATE TABLE placements (
  recording_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, offset_us BIGINT NOT NULL,
  drift_ppm DOUBLE NOT NULL, sigma_us BIGINT NOT NULL, grade VARCHAR NOT NULL, method VARCHAR NOT NULL,
  start_us BIGINT NOT NULL, end_us BIGINT NOT NULL, computed_offset_us BIGINT NOT NULL,
  correction_us BIGINT NOT NULL, clock_version VARCHAR NOT NULL
);
CREATE TABLE findings (
  finding_id VARCHAR NOT NULL, stage VARCHAR NOT NULL, severity VARCHAR NOT NULL, code VARCHAR NOT NULL,
  subject VARCHAR NOT NULL, source_id VARCHAR, object_key VARCHAR, session_id VARCHAR,
  recording_id VARCHAR, message VARCHAR NOT NULL, hint VARCHAR NOT NULL, evidence VARCHAR NOT NULL
);
CREATE TABLE derived (
  source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL, stream_index INTEGER NOT NULL,
  kind VARCHAR NOT NULL, etag VARCHAR NOT NULL, file_name VARCHAR NOT NULL, size_bytes BIGINT NOT NULL,
  handler_version INTEGER NOT NULL
);
-- What people made: never dropped or overwritten by an ingest --------------------------------------
CREATE TABLE corrections (
  correction_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, object_key VARCHAR NOT NULL,
  stream_index INTEGER NOT NULL, by_us BIGINT NOT NULL, author VARCHAR NOT NULL, note VARCHAR,
  created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);
CREATE TABLE tiers (
  tier_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, name VARCHAR NOT NULL, parent_tier_id VARCHAR,
  identity VARCHAR, created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE annotations (
  annotation_id VARCHAR NOT NULL, tier_id VARCHAR NOT NULL, source_id VARCHAR, object_key VARCHAR,
  stream_index INTEGER, start_media_us BIGINT, end_media_us BIGINT, start_us BIGINT NOT NULL,
  end_us BIGINT NOT NULL, clock_version VARCHAR NOT NULL, label VARCHAR, body VARCHAR,
  author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, changed_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE exports (
  export_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, start_us BIGINT NOT NULL, end_us BIGINT NOT NULL,
  folder VARCHAR NOT NULL, state VARCHAR NOT NULL, plan VARCHAR NOT NULL, manifest VARCHAR,
  message VARCHAR, created_at TIMESTAMPTZ NOT NULL, finished_at TIMESTAMPTZ
);
-- What people read ---------------------------------------------------------------------------------
CREATE VIEW track_timeline AS
SELECT r.session_id, r.identity, r.source, r.kind, r.track_id, r.recording_id, r.object_key, r.codec,
  p.start_us / 1e6 AS start_s, p.end_us / 1e6 AS end_s, p.sigma_us / 1e3 AS sigma_ms, p.grade
FROM recordings r LEFT JOIN placements p USING (recording_id);

CREATE VIEW session_overview AS
SELECT s.session_id, s.room_name, s.started_at, s.duration_us / 1e6 AS duration_s,
  (SELECT count(*) FROM participants x WHERE x.session_id = s.session_id) AS participants,
  (SELECT count(*) FROM tracks x WHERE x.session_id = s.session_id) AS tracks,
  (SELECT count(*) FROM recordings x WHERE x.session_id = s.session_id) AS recordings,
  (SELECT count(*) FROM findings x WHERE x.session_id = s.session_id) AS findings,
  (SELECT max(x.grade) FROM placements x WHERE x.session_id = s.session_id) AS worst_grade
FROM sessions s;

CREATE VIEW log_timeline AS
SELECT l.session_id, (e.recv_ns // 1000 - s.epoch_us) / 1e6 AS t_s,
  coalesce(e.sender, l.identity) AS sender, coalesce(e.topic, l.topic) AS topic, e.payload,
  e.recv_ns, e.sender_ns, e.object_key, e.line_number
FROM log_events e
JOIN log_streams l USING (source_id, object_key)
JOIN sessions s ON s.session_id = l.session_id;
