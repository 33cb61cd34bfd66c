/** Decides everything about an export before anything is written. */
import type { Catalog } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { ExportPlan, ExportRequest } from '../core/protocol/index.ts'
import { formatTime, type Micros, type Span } from '../core/time/index.ts'
import { createNamer, nameFolder } from './names.ts'
import { planClip, type PlannedClip } from './planClip.ts'
import { readPacketTable, readSegment, type Segment, type SegmentRecording } from './readSegment.ts'

export interface DetailedPlan {
  readonly plan: ExportPlan
  readonly segment: Segment
  readonly clips: readonly PlannedClip[]
}

/** Plans an export; nothing is written. Throws UserError `session_missing`, `segment_empty` or `track_unknown`. */
export async function planExport(catalog: Catalog, request: ExportRequest): Promise<ExportPlan> {
  return (await planDetailed(catalog, request)).plan
}

/** As `planExport`, with what the execution needs. */
export async function planDetailed(catalog: Catalog, request: ExportRequest): Promise<DetailedPlan> {
  const { sessionId, fromUs, toUs } = request
  if (toUs <= fromUs) {
    throw new UserError(
      'segment_empty',
      `the segment ends at ${formatTime(toUs)}, not after its start ${formatTime(fromUs)}`,
    )
  }
  const segment = await readSegment(catalog, request)
  const isChosen = chooseTracks(segment, request.tracks)
  const span: Span = { start: fromUs as Micros, end: toUs as Micros }
  const nameClip = createNamer()
  const clips: PlannedClip[] = []
  const omissions: ExportPlan['omissions'] = []
  const omit = ({ identity, source, trackId }: SegmentRecording, reason: string): void =>
    void omissions.push({ identity, source, trackId, reason })
  for (const recording of segment.recordings) {
    const withheld = segment.withheld.get(recording.identity)
    if (withheld !== undefined) {
      omit(recording, `withheld: ${withheld}`)
      continue
    }
    if (!isChosen(recording)) {
      omit(recording, 'not chosen')
      continue
    }
    const packets = recording.kind === 'video' ? await readPacketTable(catalog, recording) : undefined
    const clip = planClip(recording, { segment: span, packets, fileName: '' })
    if ('reason' in clip) omit(recording, explain(clip.reason, recording))
    else clips.push({ ...clip, view: { ...clip.view, fileName: nameClip(recording) } })
  }
  for (const identity of segment.withheldSenders) {
    const reason = `withheld: ${segment.withheld.get(identity) ?? ''}`
    omissions.push({ identity, source: 'log', trackId: null, reason })
  }
  const recorded = new Set(segment.recordings.map((recording) => recording.trackId))
  for (const track of segment.tracks) {
    if (!recorded.has(track.trackId))
      omissions.push({ ...track, reason: 'not recorded: the bucket holds no media of it' })
  }
  const plan = {
    sessionId,
    fromUs,
    toUs,
    folderName: nameFolder(sessionId, fromUs, toUs),
    clips: clips.map((clip) => clip.view),
    omissions,
    logRows: segment.logRows,
  }
  return { plan, segment, clips }
}

function explain(reason: string, { placement }: SegmentRecording): string {
  if (!placement || reason !== 'not recorded here') return reason
  return `${reason}: it runs from ${formatTime(placement.startUs)} to ${formatTime(placement.endUs)}`
}

const namesOf = (recording: SegmentRecording): string[] => [
  recording.trackId,
  `${recording.identity}/${recording.source}`,
  `${recording.identity}/${recording.source}#${recording.kind}`,
  recording.recordingId,
  recording.identity,
]

/** A track is chosen by its id, its lane (identity/source), its recording or its person; absent: all are. */
function chooseTracks(
  segment: Segment,
  wanted: readonly string[] | undefined,
): (recording: SegmentRecording) => boolean {
  if (wanted === undefined) return () => true
  const known = new Set(segment.recordings.flatMap(namesOf))
  const unknown = wanted.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    const lanes = [
      ...new Set(segment.recordings.map((recording) => `${recording.identity}/${recording.source}`)),
    ]
    throw new UserError('track_unknown', `the session has no track ${unknown.join(', ')}`, {
      hint: `Its lanes are: ${lanes.join(', ')}.`,
    })
  }
  return (recording) => namesOf(recording).some((name) => wanted.includes(name))
}
