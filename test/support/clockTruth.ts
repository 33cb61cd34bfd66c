/** Holds what a catalog says of clocks against a generated bucket's truth. Errors are placed − true, µs. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { toReference, type ClockStep } from '../../core/clock/index.ts'
import type { Truth, TruthRecording, TruthStep } from '../../fixtures/truth.ts'

export interface JudgedRecording {
  readonly truth: TruthRecording
  readonly recordingId: string
  readonly sessionId: string
  readonly roomName: string
  readonly grade: 'A' | 'B' | 'C'
  readonly sigmaUs: number
  /** Group of content; null: none. */
  readonly component: number | null
  readonly isDriftKnown: boolean
  /** Against the gauge of its group: the common offset and rate of a group cannot be known from sound. */
  readonly ratePpmError: number
  /** At every 10 s of media time, and at its end. */
  readonly errorsUs: readonly number[]
  readonly steps: readonly ClockStep[]
  readonly lengthUs: number
}

interface PlacedRow {
  recording_id: string
  session_id: string
  object_key: string
  epoch_us: number
  offset_us: number
  drift_ppm: number
  drift_sigma_ppm: number | null
  sigma_us: number
  grade: 'A' | 'B' | 'C'
  component: number | null
  end_pts_us: number
}

interface Placed {
  readonly roomName: string
  readonly recording: TruthRecording
  readonly row: PlacedRow
  readonly steps: readonly ClockStep[]
}

const EVERY_US = 10e6

const rateOf = ({ row, recording }: Placed): number => row.drift_ppm - recording.ratePpm

/** True UTC of a media time, µs. */
export function trueWallUs(truth: TruthRecording, mediaUs: number): number {
  const steps: readonly TruthStep[] = truth.steps ?? []
  const lost = steps.reduce((sum, step) => (step.mediaUs <= mediaUs ? sum + step.byUs : sum), 0)
  return Number(BigInt(truth.pts0WallNs) / 1000n) + mediaUs * (1 + truth.ratePpm / 1e6) + lost
}

/** Judges every recording of the truth that is placed, those of one content group against the group's median. */
export async function judgeClocks(catalog: Catalog, truth: Truth): Promise<readonly JudgedRecording[]> {
  const rows = await catalog.all<PlacedRow>(
    `SELECT r.recording_id, r.session_id, r.object_key, s.epoch_us, p.offset_us, p.drift_ppm, p.drift_sigma_ppm,
       p.sigma_us, p.grade, p.component, r.end_pts_us
     FROM placements p JOIN recordings r USING (recording_id) JOIN sessions s ON s.session_id = p.session_id`,
  )
  const stepRows = await catalog.all<{ recording_id: string; media_us: number; by_us: number }>(
    'SELECT recording_id, media_us, by_us FROM placement_steps ORDER BY media_us',
  )
  const placed = new Map(rows.map((row) => [row.object_key, row]))
  const raw = truth.sessions.flatMap(({ roomName, recordings }) =>
    recordings.flatMap((recording) => {
      const row = placed.get(recording.objectKey)
      if (!row) return []
      const steps = stepRows
        .filter(({ recording_id }) => recording_id === row.recording_id)
        .map(({ media_us, by_us }) => ({ mediaUs: Number(media_us), byUs: Number(by_us) }))
      return [{ roomName, recording, row, steps }]
    }),
  )
  const groups = Map.groupBy(raw, ({ row }) => `${row.session_id} ${row.component ?? row.recording_id}`)
  return [...groups.values()].flatMap((group) => {
    const isLinked = group[0]!.row.component !== null
    const gaugePpm = isLinked ? median(group.map(rateOf)) : 0
    const errorsOf = ({ row, recording, steps }: Placed): number[] => {
      const map = { offsetUs: Number(row.offset_us), driftPpm: row.drift_ppm, steps }
      return listTimes(Number(row.end_pts_us)).map((mediaUs) => {
        const wall = trueWallUs(recording, mediaUs)
        const sinceEpochUs = wall - Number(row.epoch_us)
        return toReference(map, mediaUs) - sinceEpochUs - (gaugePpm * sinceEpochUs) / 1e6
      })
    }
    const errors = group.map(errorsOf)
    const gaugeUs = isLinked ? median(errors.map(median)) : 0
    return group.map((entry, i) => ({
      truth: entry.recording,
      recordingId: entry.row.recording_id,
      sessionId: entry.row.session_id,
      roomName: entry.roomName,
      grade: entry.row.grade,
      sigmaUs: Number(entry.row.sigma_us),
      component: entry.row.component === null ? null : Number(entry.row.component),
      isDriftKnown: entry.row.drift_sigma_ppm !== null,
      ratePpmError: rateOf(entry) - gaugePpm,
      errorsUs: errors[i]!.map((error) => error - gaugeUs),
      steps: entry.steps,
      lengthUs: Number(entry.row.end_pts_us),
    }))
  })
}

const listTimes = (endUs: number): number[] => [
  ...Array.from({ length: Math.ceil(endUs / EVERY_US) }, (_, i) => i * EVERY_US),
  endUs,
]

export interface JudgedSteps {
  /** True steps that were found: how wrong in size and place. */
  readonly found: readonly {
    readonly byUs: number
    readonly sizeErrorUs: number
    readonly placeErrorUs: number
  }[]
  readonly missed: readonly TruthStep[]
  readonly invented: readonly ClockStep[]
}

/** Pairs steps with true ones within `withinUs` of media time, nearest in size first. */
export function judgeSteps({ truth, steps }: JudgedRecording, withinUs: number): JudgedSteps {
  const left = [...steps]
  const found: JudgedSteps['found'][number][] = []
  const missed: TruthStep[] = []
  for (const step of truth.steps ?? []) {
    const near = left
      .filter(({ mediaUs }) => Math.abs(mediaUs - step.mediaUs) <= withinUs)
      .toSorted((a, b) => Math.abs(a.byUs - step.byUs) - Math.abs(b.byUs - step.byUs))[0]
    if (!near) {
      missed.push(step)
      continue
    }
    left.splice(left.indexOf(near), 1)
    found.push({
      byUs: step.byUs,
      sizeErrorUs: near.byUs - step.byUs,
      placeErrorUs: near.mediaUs - step.mediaUs,
    })
  }
  return { found, missed, invented: left }
}

export interface JudgedLink {
  readonly roomName: string
  readonly from: TruthRecording
  readonly to: TruthRecording
  readonly accepted: boolean
  readonly offsetUs: number | null
}

/** The pairs whose sound was compared in the catalog. */
export async function readLinks(catalog: Catalog, truth: Truth): Promise<readonly JudgedLink[]> {
  const rows = await catalog.all<{
    from_key: string
    to_key: string
    accepted: boolean
    offset_us: number | null
  }>(
    `SELECT f.object_key AS from_key, t.object_key AS to_key, e.accepted AND coalesce(c.used, false) AS accepted, e.offset_us
     FROM measured_edges e LEFT JOIN clock_edges c USING (edge_id) JOIN recordings f ON e.from_clock = 'media:' || f.recording_id
     JOIN recordings t ON e.to_clock = 'media:' || t.recording_id WHERE e.kind = 'audio_match'`,
  )
  const known = new Map(
    truth.sessions.flatMap(({ roomName, recordings }) =>
      recordings.map((recording) => [recording.objectKey, { roomName, recording }] as const),
    ),
  )
  return rows.flatMap((row) => {
    const from = known.get(row.from_key)
    const to = known.get(row.to_key)
    if (!from || !to) return []
    const offsetUs = row.offset_us === null ? null : Number(row.offset_us)
    return [
      { roomName: from.roomName, from: from.recording, to: to.recording, accepted: row.accepted, offsetUs },
    ]
  })
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
