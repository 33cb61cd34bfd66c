/**
 * Why a lane has a gap, as those who were there noted it: the room's journal (who left, muted, stopped sharing, when
 * the recorder itself was interrupted) and the recorder's own list of what it lost. A gap that nothing of this meets
 * keeps what `gap.ts` could only guess, but no guessed mute where a journal, which writes mutes down, has none.
 */
import type { Gap } from './gap.ts'
import type { LaneRecording, Lane } from './lanes.ts'

export type CauseKind = 'left' | 'muted' | 'stopped' | 'lost' | 'interrupted' | 'failed'

/** Session times, µs. */
export interface GapCause {
  readonly what: CauseKind
  readonly fromUs: number
  /** Absent: nothing says that it ended. */
  readonly toUs?: number | undefined
  /** In words, as the journal has it. */
  readonly reason?: string | undefined
  /** Who did it, where it was another. */
  readonly by?: string | undefined
}

export type ExplainedGap = Gap & { readonly cause?: GapCause }

/** An event of the room's journal, session time in µs. */
export interface RoomFact {
  readonly tUs: number
  readonly event: string
  readonly identity: string | null
  readonly source: string | null
  readonly egressId?: string | null
  readonly reason: string | null
  readonly by: string | null
  /** Events of one journal are told apart from another's. */
  readonly journal: string
}

/** What a recorder said of one recording, in session time. */
export interface KnownSpan {
  readonly recordingId: string
  readonly what: 'muted' | 'lost'
  readonly fromUs: number
  readonly toUs: number
}

/** A cause that meets a gap for less than this, or less than half of it, is another's, µs. */
const LEAST_US = 200_000
/** How far apart a journal's time and a file's end may be for one and the same, µs. */
const SLACK_US = 2_000_000

/** Returns the lane with the causes of its gaps, `facts` by time; what is withheld or a stall stays as it is. */
export function explainGaps<Recording extends LaneRecording>(
  lane: Lane<Recording>,
  facts: readonly RoomFact[],
  spans: readonly KnownSpan[],
): Omit<Lane<Recording>, 'gaps'> & { readonly gaps: readonly ExplainedGap[] } {
  const causes = findCauses(lane, facts, spans)
  const publishedUs = facts.find(
    ({ event, identity, source }) =>
      event === 'track_published' && identity === lane.identity && source === lane.source,
  )?.tUs
  const gaps = lane.gaps.map((gap) => {
    const explained = explainGap(gap, causes)
    const isGuessed = explained.reason === 'muted' && explained.cause === undefined
    const isWatched = publishedUs !== undefined && publishedUs - SLACK_US <= gap.startUs
    return isGuessed && isWatched ? { ...explained, reason: 'lost' as const } : explained
  })
  return { ...lane, gaps }
}

function explainGap(gap: Gap, causes: readonly GapCause[]): ExplainedGap {
  if (gap.stall || gap.reason === 'withheld' || gap.reason === 'not_joined') return gap
  const inFile = gap.reason === 'muted' || gap.reason === 'lost'
  const met = causes
    .map((cause) => ({ cause, metUs: meet(gap, cause) }))
    .filter(
      ({ cause, metUs }) =>
        isLossOf(gap, cause) ||
        (metUs >= Math.min(LEAST_US, (gap.endUs - gap.startUs) / 2) &&
          (metUs >= (gap.endUs - gap.startUs) / 2 || isEdge(gap, cause))),
    )
    .filter(({ cause }) => !inFile || cause.what !== 'stopped')
  const [first] = met.toSorted((a, b) => RANK[a.cause.what] - RANK[b.cause.what] || b.metUs - a.metUs)
  if (!first) return gap
  return { ...gap, cause: first.cause, reason: REASONS[first.cause.what] ?? gap.reason }
}

/** Who is gone cannot be muted; what the recorder missed is no one's doing. */
const RANK: Readonly<Record<CauseKind, number>> = {
  left: 0,
  failed: 1,
  interrupted: 2,
  lost: 3,
  muted: 4,
  stopped: 5,
}
const REASONS: Readonly<Partial<Record<CauseKind, Gap['reason']>>> = {
  left: 'left',
  muted: 'muted',
  lost: 'lost',
  interrupted: 'lost',
}

const meet = (gap: Gap, { fromUs, toUs = Infinity }: GapCause): number =>
  Math.min(gap.endUs, toUs) - Math.max(gap.startUs, fromUs)

/** A gap that begins with a cause is its, though it lasts longer: a film comes back late. */
const isEdge = (gap: Gap, { fromUs }: GapCause): boolean => Math.abs(gap.startUs - fromUs) <= SLACK_US

/** A few packets that were lost cost the pictures up to the next key frame. */
const LOSS_SLACK_US = 500_000
const isLossOf = (gap: Gap, { what, fromUs }: GapCause): boolean =>
  what === 'lost' && Math.abs(gap.startUs - fromUs) <= LOSS_SLACK_US

/** The causes that the journal and the recorders give for one lane. `facts` by time. */
function findCauses(
  lane: Pick<
    Lane<LaneRecording & { readonly egressId?: string | null }>,
    'identity' | 'source' | 'recordings'
  >,
  facts: readonly RoomFact[],
  spans: readonly KnownSpan[],
): GapCause[] {
  const own = facts.filter(({ identity }) => identity === lane.identity)
  const ofSource = own.filter(({ source }) => source === null || source === lane.source)
  const recordings = new Set(lane.recordings.map(({ recordingId }) => recordingId))
  return [
    ...pair(own, 'left', ['participant_left'], ['participant_joined']),
    ...pair(ofSource, 'muted', ['track_muted'], ['track_unmuted', 'track_unpublished', 'participant_left']),
    ...pair(ofSource, 'stopped', ['track_unpublished'], ['track_published']),
    ...pair(ofSource, 'failed', ['recording_failed'], ['recording_started']),
    ...findInterruptions(facts),
    ...spans
      .filter(({ recordingId }) => recordings.has(recordingId))
      .map(({ what, fromUs, toUs }): GapCause => ({ what, fromUs, toUs })),
  ]
}

/** Spans from each first event to the next that ends it; a second beginning changes nothing. */
function pair(
  facts: readonly RoomFact[],
  what: CauseKind,
  begins: readonly string[],
  ends: readonly string[],
): GapCause[] {
  const found: GapCause[] = []
  let open: RoomFact | undefined
  const close = (toUs: number | undefined): void => {
    if (!open) return
    const { tUs: fromUs, reason, by } = open
    found.push({ what, fromUs, toUs, reason: reason ?? undefined, by: by ?? undefined })
    open = undefined
  }
  for (const fact of facts) {
    if (ends.includes(fact.event)) close(fact.tUs)
    else if (begins.includes(fact.event)) open ??= fact
  }
  close(undefined)
  return found
}

/** A journal says that it was interrupted when it goes on: the break began after the event before. */
function findInterruptions(facts: readonly RoomFact[]): GapCause[] {
  const last = new Map<string, number>()
  return facts.flatMap((fact): GapCause[] => {
    const fromUs = last.get(fact.journal)
    last.set(fact.journal, fact.tUs)
    if (fact.event !== 'journal_interrupted' || fromUs === undefined) return []
    return [{ what: 'interrupted', fromUs, toUs: fact.tUs, reason: fact.reason ?? undefined }]
  })
}
