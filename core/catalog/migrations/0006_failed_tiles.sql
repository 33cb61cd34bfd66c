-- A run in which some tiles could not be shown is not as good as its errors say. -------------------
ALTER TABLE playback_runs ADD COLUMN failed_tiles INTEGER;
COMMENT ON COLUMN playback_runs.failed_tiles IS 'The most visible tiles at once that could not be shown, which are in no other number of the run; NULL before this was kept.';
