-- What a stretch of playing was like besides its errors. ------------------------------------------
ALTER TABLE playback_runs ADD COLUMN dropped_draws BIGINT;
ALTER TABLE playback_runs ADD COLUMN max_level INTEGER;
COMMENT ON COLUMN playback_runs.dropped_draws IS 'Pictures of visible tiles that were due and never drawn, because a later one was; NULL before this was kept.';
COMMENT ON COLUMN playback_runs.max_level IS 'The highest rung of the overload ladder it was played at: 0 is full quality; NULL before this was kept.';
