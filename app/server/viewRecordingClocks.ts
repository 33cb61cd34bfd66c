/** One recording in the clock graph: what its files say, where it lies, how well, and what speaks for that. */
import type { RecordingClock } from '../../core/protocol/index.ts'
import type { EdgeRow, PlacementColumns } from '../../ingest/placeRows.ts'
import type { ClockFacts, ClockState, RecordingFacts } from './clockState.ts'

/** Weight below which an edge counts as disagreeing. */
const AGREES = 0.5

interface Context {
  readonly facts: ClockFacts
  readonly state: ClockState
  readonly edgesOf: ReadonlyMap<string, readonly EdgeRow[]>
  readonly placements: ReadonlyMap<string, PlacementColumns>
  readonly steps: ReadonlyMap<string, RecordingClock['steps']>
}

/** Describes the recordings of a session, in the order they are named. */
export function describeRecordings(
  facts: ClockFacts,
  state: ClockState,
  named: readonly { readonly recordingId: string; readonly laneId: string }[],
): RecordingClock[] {
  const edgesOf = new Map<string, EdgeRow[]>()
  for (const edge of state.rows.clock_edges) {
    for (const clock of [edge.from_clock, edge.to_clock])
      edgesOf.set(clock, [...(edgesOf.get(clock) ?? []), edge])
  }
  const steps = new Map<string, RecordingClock['steps']>()
  for (const row of state.rows.placement_steps) {
    const step = { mediaUs: row.media_us, byUs: row.by_us, sigmaUs: row.sigma_us }
    steps.set(row.recording_id, [...(steps.get(row.recording_id) ?? []), step])
  }
  const placements = new Map(state.rows.placements.map((one) => [one.recording_id, one]))
  const recordings = new Map(facts.recordings.map((one) => [one.recording_id, one]))
  const context: Context = { facts, state, edgesOf, placements, steps }
  return named.map(({ recordingId, laneId }) => ({
    laneId,
    ...describeRecording(context, recordings.get(recordingId)!),
  }))
}

function describeRecording(context: Context, one: RecordingFacts): Omit<RecordingClock, 'laneId'> {
  const { facts, state, edgesOf, placements, steps } = context
  const placement = placements.get(one.recording_id)
  const own = edgesOf.get(clockOf(one)) ?? []
  const used = own.filter((edge) => edge.used)
  const residuals = used
    .flatMap((edge) => (edge.support === 'content' ? (edge.residual_us ?? []) : []))
    .map(Math.abs)
    .sort((a, b) => a - b)
  return {
    recordingId: one.recording_id,
    identity: one.identity,
    name: facts.names.get(one.identity) ?? one.identity,
    source: one.source,
    kind: one.kind,
    objectKey: one.object_key,
    ...findSaid(context, one),
    placedWallUs: placement ? state.epochUs + placement.start_us : null,
    driftPpm: placement?.drift_ppm ?? 0,
    driftSigmaPpm: placement?.drift_sigma_ppm ?? null,
    steps: steps.get(one.recording_id) ?? [],
    sigmaUs: placement?.sigma_us ?? null,
    grade: placement?.grade ?? null,
    component: placement?.component ?? null,
    residualP50Us: findShare(residuals, 0.5),
    residualP95Us: findShare(residuals, 0.95),
    evidence: countKinds(used),
    lacks: describeLack(context, one, placement),
    correctionUs: placement?.correction_us ?? 0,
  }
}

const clockOf = ({ recording_id: recordingId }: RecordingFacts): string => `media:${recordingId}`

/** The smallest value that at least this share of them does not exceed. */
const findShare = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null

const SAYS: Readonly<Record<string, string>> = {
  manifest_interval: 'manifest',
  manifest_a: 'manifest',
  local_recorder: 'manifest',
  path_time: 'path',
  modified_time: 'upload time',
}

/** The edges of its file's first stream say it for the other streams too. */
function findSaid(
  { facts, edgesOf }: Context,
  one: RecordingFacts,
): Pick<RecordingClock, 'saysWallUs' | 'saysSource'> {
  const sameFile = facts.recordings.filter(
    (other) => other.source_id === one.source_id && other.object_key === one.object_key,
  )
  const edges = sameFile.flatMap((other) =>
    (edgesOf.get(clockOf(other)) ?? []).filter(({ from_clock: from }) => from === clockOf(other)),
  )
  for (const [kind, saysSource] of Object.entries(SAYS)) {
    const edge = edges.find((candidate) => candidate.kind === kind)
    if (!edge) continue
    // Manifests and paths say when it was asked for, which is the lower bound; the others its first sample.
    return { saysWallUs: edge.lower_us ?? edge.offset_us + one.first_us, saysSource }
  }
  return { saysWallUs: null, saysSource: null }
}

function countKinds(used: readonly EdgeRow[]): RecordingClock['evidence'] {
  const kinds = new Map<string, { kind: string; count: number; disagree: number }>()
  for (const { kind, weight } of used) {
    const known = kinds.get(kind) ?? { kind, count: 0, disagree: 0 }
    kinds.set(kind, known)
    known.count += 1
    if (weight !== null && weight < AGREES) known.disagree += 1
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1))
}

function describeLack(
  { facts }: Context,
  one: RecordingFacts,
  placement: PlacementColumns | undefined,
): string | null {
  if (!placement) return 'nothing says when it was recorded'
  if (placement.grade !== 'C') return null
  if (placement.component !== null) return 'linked with a few others, but not with the main group'
  if (one.kind === 'video') return 'a picture alone: nothing ties it to a sound'
  const clock = clockOf(one)
  const compared = facts.compared.filter(
    ({ from_clock: from, to_clock: to }) => from === clock || to === clock,
  )
  if (compared.some(({ accepted }) => accepted)) return 'its match of sound is muted or disagrees'
  if (compared.length > 0)
    return `its sound is in none of ${compared.length} others: a headset, another room, or silence`
  return facts.alignedWallUs === null ? 'its sound was not compared yet' : 'no other sound to compare with'
}
