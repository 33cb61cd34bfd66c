-- True time: measured evidence that outlives a re-forming, what people changed of the clock graph, steps, groups. -----
ALTER TABLE sessions ADD COLUMN wall_sigma_us BIGINT;
ALTER TABLE sessions ADD COLUMN aligned_at TIMESTAMPTZ;
ALTER TABLE clock_edges ADD COLUMN support VARCHAR;
ALTER TABLE clock_edges ADD COLUMN at_us BIGINT;
ALTER TABLE clock_edges ADD COLUMN rate_sigma_ppm DOUBLE;
ALTER TABLE clock_edges ADD COLUMN agreement DOUBLE;
ALTER TABLE clock_edges ADD COLUMN pieces VARCHAR;
ALTER TABLE clock_edges ADD COLUMN leave_one_out_us BIGINT;
ALTER TABLE clock_edges ADD COLUMN weight DOUBLE;
ALTER TABLE clock_edges ADD COLUMN mute_id VARCHAR;
ALTER TABLE placements ADD COLUMN drift_sigma_ppm DOUBLE;
ALTER TABLE placements ADD COLUMN component INTEGER;
ALTER TABLE corrections ADD COLUMN computed_us BIGINT;
ALTER TABLE corrections ADD COLUMN computed_sigma_us BIGINT;
ALTER TABLE corrections ADD COLUMN linked BOOLEAN;
CREATE TABLE placement_steps (
  recording_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, media_us BIGINT NOT NULL, by_us BIGINT NOT NULL,
  sigma_us BIGINT NOT NULL
);
CREATE TABLE measured_edges (
  edge_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, support VARCHAR NOT NULL,
  from_clock VARCHAR NOT NULL, to_clock VARCHAR NOT NULL, from_etag VARCHAR NOT NULL, to_etag VARCHAR,
  method_version INTEGER NOT NULL, accepted BOOLEAN NOT NULL, refusal VARCHAR,
  at_us BIGINT, offset_us BIGINT, sigma_us BIGINT, rate_ppm DOUBLE, rate_sigma_ppm DOUBLE, agreement DOUBLE,
  pieces VARCHAR, author VARCHAR NOT NULL, evidence VARCHAR NOT NULL, measured_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE edge_mutes (
  mute_id VARCHAR NOT NULL, session_id VARCHAR NOT NULL, edge_id VARCHAR NOT NULL, note VARCHAR,
  author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, withdrawn_at TIMESTAMPTZ
);
CREATE TABLE clock_marks (
  mark_id VARCHAR NOT NULL,
  from_source_id VARCHAR NOT NULL, from_object_key VARCHAR NOT NULL, from_stream_index INTEGER NOT NULL,
  from_media_us BIGINT NOT NULL,
  to_source_id VARCHAR NOT NULL, to_object_key VARCHAR NOT NULL, to_stream_index INTEGER NOT NULL,
  to_media_us BIGINT NOT NULL,
  sigma_us BIGINT NOT NULL, note VARCHAR, author VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL,
  withdrawn_at TIMESTAMPTZ
);
CREATE TABLE playback_runs (
  session_id VARCHAR NOT NULL, clock_version VARCHAR NOT NULL, played_ms BIGINT NOT NULL, tiles INTEGER NOT NULL,
  samples BIGINT NOT NULL, exact_samples BIGINT NOT NULL, p50_frames INTEGER NOT NULL, p95_frames INTEGER NOT NULL,
  max_frames INTEGER NOT NULL, engine VARCHAR NOT NULL, rate DOUBLE NOT NULL, program_version VARCHAR NOT NULL,
  browser VARCHAR NOT NULL, measured_at TIMESTAMPTZ NOT NULL
);
DROP VIEW track_timeline;
CREATE VIEW track_timeline AS
SELECT r.session_id, r.identity, r.source, r.kind, r.track_id, r.recording_id, r.object_key, r.codec,
  p.start_us / 1e6 AS start_s, p.end_us / 1e6 AS end_s, p.sigma_us / 1e3 AS sigma_ms, p.grade, p.drift_ppm,
  p.drift_sigma_ppm, (SELECT count(*) FROM placement_steps t WHERE t.recording_id = r.recording_id) AS steps
FROM recordings r LEFT JOIN placements p USING (recording_id);

COMMENT ON COLUMN sessions.wall_sigma_us IS 'Standard uncertainty of the whole session timeline against UTC, µs; NULL where nothing is placed.';
COMMENT ON COLUMN sessions.aligned_at IS 'When the sound of its recordings was last compared; NULL: never.';
COMMENT ON COLUMN clock_edges.kind IS 'egress_info, manifest_a, manifest_interval, sibling_track, path_time, modified_time, local_recorder, capture_times, audio_match, clap, time_code, log_envelope, log_echo, same_device, mark or correction.';
COMMENT ON COLUMN clock_edges.offset_us IS 'to − from when clock from shows at_us, µs: for media to utc with at_us 0, UTC of media time 0.';
COMMENT ON COLUMN clock_edges.support IS 'prior, measured, content or exact (one clock by construction): what it rests on.';
COMMENT ON COLUMN clock_edges.at_us IS 'What clock from shows where the offset holds, µs.';
COMMENT ON COLUMN clock_edges.rate_sigma_ppm IS 'Standard uncertainty of the rate, ppm; NULL where not observed.';
COMMENT ON COLUMN clock_edges.agreement IS 'Share of the places looked at that agree, 0 to 1; NULL where it is no evidence of content.';
COMMENT ON COLUMN clock_edges.pieces IS 'JSON list of the spans between steps, each with its offset; NULL: one piece.';
COMMENT ON COLUMN clock_edges.leave_one_out_us IS 'This evidence − the solution without it, µs; NULL where nothing else says it.';
COMMENT ON COLUMN clock_edges.weight IS '0 (ignored as an outlier) to 1; NULL where it has no say.';
COMMENT ON COLUMN clock_edges.mute_id IS 'The mute that takes its say away (edge_mutes.mute_id); NULL: none.';
COMMENT ON COLUMN placements.sigma_us IS 'Standard uncertainty of the offset, µs: against the recordings that content links it with, else against UTC.';
COMMENT ON COLUMN placements.offset_us IS 'Session time of media time 0, µs; with placement_steps, as the first piece has it.';
COMMENT ON COLUMN placements.drift_sigma_ppm IS 'Standard uncertainty of the drift, ppm; NULL: nothing measured it against the session.';
COMMENT ON COLUMN placements.component IS 'Group of recordings linked by content, 0 the largest; NULL: none.';
COMMENT ON COLUMN corrections.computed_us IS 'Where the recording was computed to lie when this was written: UTC of media time 0, µs; NULL before this was kept.';
COMMENT ON COLUMN corrections.computed_sigma_us IS 'Standard uncertainty of computed_us then, µs.';
COMMENT ON COLUMN corrections.linked IS 'Whether content or a mark linked the recording with others by then: then the correction counts on top of the alignment. Else, once something links it, it is evidence in the solution in place of the manifest.';
COMMENT ON TABLE placement_steps IS 'Where a recording jumps against the session although its PTS go on: a capture that stalled.';
COMMENT ON COLUMN placement_steps.recording_id IS 'Recording.';
COMMENT ON COLUMN placement_steps.session_id IS 'Session.';
COMMENT ON COLUMN placement_steps.media_us IS 'Media time from which the shift holds, µs.';
COMMENT ON COLUMN placement_steps.by_us IS 'How much later everything lies from there on, µs; negative: earlier.';
COMMENT ON COLUMN placement_steps.sigma_us IS 'Standard uncertainty of the shift, µs.';
COMMENT ON TABLE measured_edges IS 'Evidence that had to be measured (sound, picture, logs), kept while the files stay the same: a re-run measures nothing twice. What was compared and refused is here too.';
COMMENT ON COLUMN measured_edges.edge_id IS 'Made from kind, clocks and what was read; clock_edges has the same id.';
COMMENT ON COLUMN measured_edges.session_id IS 'Session it was measured in.';
COMMENT ON COLUMN measured_edges.kind IS 'As clock_edges.kind.';
COMMENT ON COLUMN measured_edges.support IS 'As clock_edges.support.';
COMMENT ON COLUMN measured_edges.from_clock IS 'media:<recording id> or device:<identity>.';
COMMENT ON COLUMN measured_edges.to_clock IS 'media:<recording id>, device:<identity> or utc.';
COMMENT ON COLUMN measured_edges.from_etag IS 'ETag of the file that the from side was read from; another one makes the row void.';
COMMENT ON COLUMN measured_edges.to_etag IS 'ETag of the file that the to side was read from; NULL where it is no file.';
COMMENT ON COLUMN measured_edges.method_version IS 'Version of the code that measured; an older one is measured again.';
COMMENT ON COLUMN measured_edges.accepted IS 'Whether it is evidence; false: compared, and refused.';
COMMENT ON COLUMN measured_edges.refusal IS 'Why it was refused; NULL where accepted.';
COMMENT ON COLUMN measured_edges.at_us IS 'As clock_edges.at_us; NULL where refused.';
COMMENT ON COLUMN measured_edges.offset_us IS 'As clock_edges.offset_us; NULL where refused.';
COMMENT ON COLUMN measured_edges.sigma_us IS 'Its standard uncertainty, µs; NULL where refused.';
COMMENT ON COLUMN measured_edges.rate_ppm IS 'Rate difference, ppm; NULL where not observed.';
COMMENT ON COLUMN measured_edges.rate_sigma_ppm IS 'Standard uncertainty of the rate, ppm; NULL where not observed.';
COMMENT ON COLUMN measured_edges.agreement IS 'Share of the places looked at that agree, 0 to 1.';
COMMENT ON COLUMN measured_edges.pieces IS 'As clock_edges.pieces.';
COMMENT ON COLUMN measured_edges.author IS 'What measured it.';
COMMENT ON COLUMN measured_edges.evidence IS 'JSON of the windows, peaks and raw values it rests on.';
COMMENT ON COLUMN measured_edges.measured_at IS 'When.';
COMMENT ON TABLE edge_mutes IS 'Evidence that a person took out of the solution. They survive every ingest.';
COMMENT ON COLUMN edge_mutes.mute_id IS 'Made when it was written.';
COMMENT ON COLUMN edge_mutes.session_id IS 'Session it was written in.';
COMMENT ON COLUMN edge_mutes.edge_id IS 'The evidence (clock_edges.edge_id).';
COMMENT ON COLUMN edge_mutes.note IS 'Why.';
COMMENT ON COLUMN edge_mutes.author IS 'Who.';
COMMENT ON COLUMN edge_mutes.created_at IS 'When.';
COMMENT ON COLUMN edge_mutes.withdrawn_at IS 'When it was taken back; NULL while in force.';
COMMENT ON TABLE clock_marks IS 'One event that a person marked in two recordings. They survive every ingest.';
COMMENT ON COLUMN clock_marks.mark_id IS 'Made when it was written.';
COMMENT ON COLUMN clock_marks.from_source_id IS 'Source of the one recording.';
COMMENT ON COLUMN clock_marks.from_object_key IS 'Its key.';
COMMENT ON COLUMN clock_marks.from_stream_index IS 'Its stream.';
COMMENT ON COLUMN clock_marks.from_media_us IS 'Media time of the event in it, µs.';
COMMENT ON COLUMN clock_marks.to_source_id IS 'Source of the other recording.';
COMMENT ON COLUMN clock_marks.to_object_key IS 'Its key.';
COMMENT ON COLUMN clock_marks.to_stream_index IS 'Its stream.';
COMMENT ON COLUMN clock_marks.to_media_us IS 'Media time of the event in it, µs.';
COMMENT ON COLUMN clock_marks.sigma_us IS 'How exactly the person could place it, one standard deviation, µs.';
COMMENT ON COLUMN clock_marks.note IS 'What it is.';
COMMENT ON COLUMN clock_marks.author IS 'Who.';
COMMENT ON COLUMN clock_marks.created_at IS 'When.';
COMMENT ON COLUMN clock_marks.withdrawn_at IS 'When it was taken back; NULL while in force.';
COMMENT ON TABLE playback_runs IS 'The last measured stretch of playing of each session: every visible tile at every picture drawn, against the frame its recording has for the moment.';
COMMENT ON COLUMN playback_runs.session_id IS 'Session.';
COMMENT ON COLUMN playback_runs.clock_version IS 'Clock it was played by (sessions.clock_version).';
COMMENT ON COLUMN playback_runs.played_ms IS 'How long the clock ran, ms.';
COMMENT ON COLUMN playback_runs.tiles IS 'The most tiles visible at once.';
COMMENT ON COLUMN playback_runs.samples IS 'Tiles looked at, over all ticks.';
COMMENT ON COLUMN playback_runs.exact_samples IS 'Those that showed exactly the right frame.';
COMMENT ON COLUMN playback_runs.p50_frames IS 'Median error, frames.';
COMMENT ON COLUMN playback_runs.p95_frames IS '95th percentile of the error, frames.';
COMMENT ON COLUMN playback_runs.max_frames IS 'Largest error, frames; 31: that many or more, or nothing shown.';
COMMENT ON COLUMN playback_runs.engine IS 'webcodecs or video.';
COMMENT ON COLUMN playback_runs.rate IS 'Speed.';
COMMENT ON COLUMN playback_runs.program_version IS 'Version of Lockstep.';
COMMENT ON COLUMN playback_runs.browser IS 'What the browser calls itself.';
COMMENT ON COLUMN playback_runs.measured_at IS 'When.';
COMMENT ON VIEW track_timeline IS 'A row a recording, where it lies in session time, for people. Unplaced: start_s to drift_sigma_ppm are NULL.';
COMMENT ON COLUMN track_timeline.session_id IS 'Session.';
COMMENT ON COLUMN track_timeline.identity IS 'Publisher.';
COMMENT ON COLUMN track_timeline.source IS 'camera, microphone, ….';
COMMENT ON COLUMN track_timeline.kind IS 'audio or video.';
COMMENT ON COLUMN track_timeline.track_id IS 'Track.';
COMMENT ON COLUMN track_timeline.recording_id IS 'Recording.';
COMMENT ON COLUMN track_timeline.object_key IS 'Key of the media.';
COMMENT ON COLUMN track_timeline.codec IS 'Codec.';
COMMENT ON COLUMN track_timeline.start_s IS 'Session time of the first sample, s.';
COMMENT ON COLUMN track_timeline.end_s IS 'Session time of the end of the last sample, s.';
COMMENT ON COLUMN track_timeline.sigma_ms IS 'Standard uncertainty of the placement, ms.';
COMMENT ON COLUMN track_timeline.grade IS 'A, B or C.';
COMMENT ON COLUMN track_timeline.drift_ppm IS 'Rate of the media clock against the session, ppm.';
COMMENT ON COLUMN track_timeline.drift_sigma_ppm IS 'Its standard uncertainty, ppm; NULL: nothing measured it.';
COMMENT ON COLUMN track_timeline.steps IS 'Jumps of its clock, such as stalls (placement_steps).';
COMMENT ON COLUMN derived.kind IS 'packets, peaks, remux, thumbs (pictures; made when first looked at) or sound (8 kHz mono; made when it is first aligned).';
