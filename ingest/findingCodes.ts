/**
 * Every finding an ingest can make: how bad it is, what it means, and what a person can do. The README prints
 * this table; a code that is not in it cannot be stored.
 */
import type { Severity } from '../core/model/index.ts'

export interface FindingCode {
  readonly severity: Severity
  readonly meaning: string
  readonly hint: string
}

const REWRITE = 'The file stays where it is. Repair or replace it in the bucket and ingest again.'

export const FINDING_CODES = {
  // Any file
  not_understood: {
    severity: 'info',
    meaning: 'The file is not one that LiveKit, SyncFlow or a recorder writes.',
    hint: 'Nothing to do, unless you expected it to be read: compare its name and shape with the README.',
  },
  object_unreadable: {
    severity: 'error',
    meaning: 'The bucket listed the object but would not give it.',
    hint: 'Check the permissions on this object; the next ingest tries it again.',
  },
  object_too_large: {
    severity: 'error',
    meaning: 'A text file is larger than this program reads at once.',
    hint: 'Split the log, or remove it from the bucket if it is not one.',
  },
  object_empty: {
    severity: 'warning',
    meaning: 'A file that should hold JSON or lines has no bytes.',
    hint: 'The program that wrote it was probably killed. ' + REWRITE,
  },
  encoding_utf16: {
    severity: 'warning',
    meaning: 'The text is UTF-16 instead of UTF-8; it was read.',
    hint: 'Nothing to do. Some editors on Windows save this way.',
  },
  encoding_broken: {
    severity: 'error',
    meaning: 'The bytes are no valid text, so nothing was read from them.',
    hint: 'Save the file as UTF-8. ' + REWRITE,
  },
  json_truncated: {
    severity: 'error',
    meaning: 'The JSON ends in the middle: its writer was killed or the upload was cut.',
    hint: 'The recording itself is still listed. ' + REWRITE,
  },
  json_broken: { severity: 'error', meaning: 'The JSON has an error.', hint: REWRITE },
  wrong_type: {
    severity: 'warning',
    meaning: 'A member of a JSON has another type than its format says; it was left out.',
    hint: 'The rest of the file was read. ' + REWRITE,
  },
  word_unknown: {
    severity: 'warning',
    meaning: 'A track kind or source is none of the words LiveKit uses.',
    hint: 'The kind is taken from the media instead. ' + REWRITE,
  },
  time_implausible: {
    severity: 'warning',
    meaning: 'A time lies outside 2000 to 2100 in every unit; it is kept as text and not used.',
    hint: 'Other evidence places the recording where there is some; a nudge can correct it.',
  },
  time_naive_local: {
    severity: 'info',
    meaning: 'A time is local time of an unknown zone; it is kept as text and not used.',
    hint: 'Place the recording by hand if you know the zone (nudge).',
  },
  ended_before_started: {
    severity: 'warning',
    meaning: 'A manifest says that its egress ended before it started.',
    hint: 'Trust neither time: compare the tracks at a clap or a word, and nudge.',
  },
  duration_negative: {
    severity: 'info',
    meaning: 'EgressInfo gives a negative duration (a known egress error); the media’s own is used.',
    hint: 'Nothing to do.',
  },
  egress_info_unusable: {
    severity: 'warning',
    meaning: 'A file looks like an EgressInfo but names no egress.',
    hint: REWRITE,
  },
  egress_failed: {
    severity: 'warning',
    meaning: 'LiveKit says that this egress failed or was aborted.',
    hint: 'Expect the recording to be short or absent; the message is LiveKit’s own.',
  },
  // Media
  still_recording: {
    severity: 'info',
    meaning: 'The recording was still being written when it was read.',
    hint: 'Ingest again to read what has come since. It stays so where its recorder was killed and never taken up again.',
  },
  media_empty: {
    severity: 'error',
    meaning: 'A media file has no bytes.',
    hint: 'The egress died before its first write; nothing can be recovered from this file.',
  },
  media_unreadable: {
    severity: 'error',
    meaning: 'No reader finds media in the file.',
    hint: 'Try it in a media player; an MP4 that was cut before its index was written cannot be played by any.',
  },
  media_truncated: {
    severity: 'warning',
    meaning: 'The file ends in the middle; what is there was indexed.',
    hint: 'The recording ends early. The original upload may still be complete: compare the sizes.',
  },
  media_no_packets: {
    severity: 'error',
    meaning: 'The file declares tracks but holds no packets.',
    hint: 'The participant may have been muted for the whole egress.',
  },
  media_starts_without_key: {
    severity: 'warning',
    meaning: 'The video does not begin with a key frame; its first pictures cannot be shown.',
    hint: 'Playback starts at the first key frame.',
  },
  media_crashed: {
    severity: 'error',
    meaning: 'Reading the file crashed the media reader (only its own process).',
    hint: 'Please report the file; the rest of the bucket was not hurt.',
  },
  media_timeout: {
    severity: 'error',
    meaning: 'Reading the file made no progress and was stopped.',
    hint: 'Please report the file; the next ingest of a changed file tries again.',
  },
  media_missing: {
    severity: 'warning',
    meaning: 'The media vanished between listing and reading.',
    hint: 'Ingest again.',
  },
  media_undecodable: {
    severity: 'warning',
    meaning: 'The sound could not be decoded, so there is no waveform.',
    hint: 'It may still play in the browser.',
  },
  media_remux_differs: {
    severity: 'warning',
    meaning: 'A seekable copy could not be made truthfully; the original is served.',
    hint: 'Seeking in this recording is slow.',
  },
  media_problem: {
    severity: 'warning',
    meaning: 'The media reader said something about the file.',
    hint: 'See the message.',
  },
  media_no_index: {
    severity: 'info',
    meaning:
      'The file has no index or duration (a killed or streamed recording); a seekable copy is kept in the cache.',
    hint: 'Nothing to do.',
  },
  media_hole: {
    severity: 'info',
    meaning: 'A stretch of the recording has no samples: muted, or lost on the network.',
    hint: 'The timeline shows it as a gap.',
  },
  // Logs
  log_line_unreadable: {
    severity: 'warning',
    meaning: 'Lines of a log could not be read; the others were.',
    hint: 'The first lines of a file written while it was rotated are normally cut.',
  },
  log_line_torn: {
    severity: 'info',
    meaning: 'The last line of a log ends half way: its writer was stopped in it, or still writes.',
    hint: 'Nothing to do: everything before it was read, and a log that still grows is read anew.',
  },
  event_unknown: {
    severity: 'info',
    meaning:
      'A room journal holds events that this version has no meaning for; they stand in the log as written.',
    hint: 'Update lockstep, if the recorder is newer.',
  },
  log_line_without_time: {
    severity: 'warning',
    meaning: 'Lines of a log have no arrival time and cannot stand on a timeline.',
    hint: 'Write recv_ns (nanoseconds since 1970) with each line.',
  },
  log_without_events: {
    severity: 'warning',
    meaning: 'A log holds no event that could be read.',
    hint: 'Compare its lines with the README.',
  },
  log_without_metadata: {
    severity: 'info',
    meaning: 'A text egress has lines but no metadata.json; its room is read from its path.',
    hint: 'Nothing to do.',
  },
  log_metadata_alone: {
    severity: 'warning',
    meaning: 'A text egress has a metadata.json but no lines.',
    hint: 'Nobody sent data on its topic, or the log was not uploaded.',
  },
  log_without_session: {
    severity: 'warning',
    meaning: 'A log could be joined to no session.',
    hint: 'It names no room; put it below the room’s folder or write room_name into its lines.',
  },
  // What it means together
  media_without_manifest: {
    severity: 'warning',
    meaning: 'A recording has no JSON beside it; what its path says is all that is known.',
    hint: 'The egress was killed or ran without manifests. Its placement is weak: check it, and nudge.',
  },
  manifest_media_gone: {
    severity: 'warning',
    meaning: 'A JSON describes media that is not in the bucket.',
    hint: 'The upload failed, or the file was moved or deleted.',
  },
  hls_not_played: {
    severity: 'warning',
    meaning: 'An egress wrote HLS segments, which are listed but cannot be placed or played yet.',
    hint: 'Record files instead (or as well): egress can write both.',
  },
  manifest_media_ambiguous: {
    severity: 'warning',
    meaning: 'A JSON fits several media files equally well and was linked to none.',
    hint: 'Put the JSON beside its media.',
  },
  duplicate_egress_id: {
    severity: 'warning',
    meaning: 'Two manifests carry the same egress id; both were kept.',
    hint: 'A copied folder, most likely: remove the one you do not want.',
  },
  identity_unknown: {
    severity: 'warning',
    meaning: 'Nothing says whose recording this is.',
    hint: 'Use {publisher_identity} in the egress file path.',
  },
  identity_conflict: {
    severity: 'info',
    meaning: 'Path and manifest name different people; the manifest is believed.',
    hint: 'Compare the recording with the others of both.',
  },
  room_unknown: {
    severity: 'warning',
    meaning: 'Nothing names a room; the folder’s name stands for it.',
    hint: 'Use {room_name} in the egress file path, or keep manifests on.',
  },
  kind_mismatch: {
    severity: 'warning',
    meaning: 'Name and content disagree on audio or video; the content is believed.',
    hint: 'The file may have been renamed.',
  },
  session_undated: {
    severity: 'warning',
    meaning: 'No file of a session holds a plausible time.',
    hint: 'Its recordings are listed but cannot be placed.',
  },
  // Where it lies on the timeline
  unplaced: {
    severity: 'warning',
    meaning: 'Nothing says when this recording was made, so it stands on no timeline.',
    hint: 'Bring back its manifest or EgressInfo, or keep {time} in the egress file path.',
  },
  interval_empty: {
    severity: 'warning',
    meaning: 'A manifest leaves less time between its start and end than its media lasts.',
    hint: 'Trust its end least. Check this recording against another track, and nudge.',
  },
  evidence_conflict: {
    severity: 'warning',
    meaning: 'The manifest of a recording contradicts its EgressInfo, or the sound it shares with others.',
    hint: 'The clocks of the machines that wrote them may differ. Check this recording in the clock view.',
  },
  manifest_early: {
    severity: 'info',
    meaning: 'The egress was asked long before its first sample; the better evidence was used.',
    hint: 'Nothing to do.',
  },
  correction_against_evidence: {
    severity: 'info',
    meaning: 'A person’s correction goes further than the evidence allows; it counts all the same.',
    hint: 'Withdraw the correction if it was a slip.',
  },
  correction_outdated: {
    severity: 'warning',
    meaning: 'A corrected recording is computed to lie elsewhere than when a person corrected it.',
    hint: 'Better evidence came in since. Look at it again: withdraw the correction, or make it anew.',
  },
  correction_weighed: {
    severity: 'info',
    meaning:
      'Sound or a mark came to link a recording with others after a person had corrected it: the place they gave it is evidence in the solution now, not a move on top of it.',
    hint: 'Nothing to do; if it still is out of step, nudge it again: that counts on top of the alignment.',
  },
  // What its clock did
  capture_stalled: {
    severity: 'info',
    meaning:
      'A capture stood still for a while although its timestamps go on: from there on the recording lies later.',
    hint: 'Nothing to do: timeline, playback and export know it. What happened meanwhile was not recorded.',
  },
  clock_stepped: {
    severity: 'warning',
    meaning:
      'The clock of a device was set while it recorded: its recordings jump together, or one jumps back.',
    hint: 'The timeline knows it. Do not trust times that this device itself wrote into logs across the jump.',
  },
  drift_high: {
    severity: 'info',
    meaning: 'The clock of a recording runs more than 100 ppm (0.36 s an hour) off the others.',
    hint: 'Nothing to do: timeline, playback and export follow it. Other programs that open the file do not.',
  },
  fits_no_other: {
    severity: 'warning',
    meaning:
      'The sound of a recording was found in no other, while others share theirs: a headset, another room, or silence.',
    hint: 'It is placed by its manifest alone. Mark one event in it and in another recording, or accept its σ.',
  },
  two_rooms: {
    severity: 'warning',
    meaning: 'Two groups of people share their sound among themselves and none with each other.',
    hint: 'Two rooms under one name, or two halves of a call: how the groups lie to each other rests on manifests. Mark one event in a recording of each.',
  },
  edge_disagrees: {
    severity: 'warning',
    meaning: 'A match of sound or a mark contradicts all the other evidence, so the solution leaves it out.',
    hint: 'Hear it in the clock view: mute it if it is wrong, and mute the others if it is right.',
  },
} as const satisfies Readonly<Record<string, FindingCode>>

export type IngestFindingCode = keyof typeof FINDING_CODES

/** A problem's code as a finding's; a media reader's new word becomes `media_problem`. */
export const toFindingCode = (code: string): IngestFindingCode =>
  Object.hasOwn(FINDING_CODES, code) ? (code as IngestFindingCode) : 'media_problem'
