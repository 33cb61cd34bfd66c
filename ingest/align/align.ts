/**
 * Aligns a session: decodes the sounds that are not cached, compares the pairs that were not compared, asks every other
 * measurer, and places the session anew. What was measured is stored as it comes, so a killed run goes on where it
 * stopped, and a second run measures nothing.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { Progress } from '../../core/protocol/index.ts'
import { AUDIO_MATCH_VERSION } from '../edges/audioMatch.ts'
import { writeMeasuredEdges, type MeasuredEdge } from '../edges/measured.ts'
import { readEvidence } from '../edges/readEvidence.ts'
import { place } from '../place.ts'
import { startMeter } from '../progress.ts'
import { decodeSounds } from './decodeSounds.ts'
import { realAlignEffects, type AlignEffects, type AlignWorkers } from './effects.ts'
import { matchPlanned } from './matchPlanned.ts'
import { measurers } from './measurers.ts'
import type { AlignRecording, MeasureContext } from './measurer.ts'
import { openSound } from './openSound.ts'
import { planAlign, type AlignPlan } from './plan.ts'
import { readAlignRecordings } from './readAlignRecordings.ts'

export interface AlignOptions {
  readonly catalog: Catalog
  readonly sessionId: string
  /** Measures and says what would move; nothing but the sound cache is written. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly onPlan?: (plan: AlignPlan) => void
  readonly effects?: Partial<AlignEffects>
}

export interface AlignReport {
  readonly sessionId: string
  readonly dryRun: boolean
  /** Sounds. */
  readonly decoded: number
  readonly cached: number
  readonly pairs: {
    readonly compared: number
    readonly cached: number
    readonly accepted: number
    readonly refused: number
  }
  /** Recordings whose sound could not be decoded, and why. */
  readonly unheard: readonly { readonly recordingId: string; readonly message: string }[]
  /** What was measured now, found or refused: in a dry run this is all there is of it. */
  readonly measured: readonly MeasuredEdge[]
  readonly ms: number
}

/** Throws UserError `session_missing`, and the signal's reason when it is aborted. */
export async function align(options: AlignOptions): Promise<AlignReport> {
  const { catalog, sessionId, dryRun = false, signal } = options
  const effects: AlignEffects = { ...realAlignEffects, ...options.effects }
  const begun = effects.now()
  signal?.throwIfAborted()
  await requireSession(catalog, sessionId)
  const evidence = await readEvidence(catalog, [sessionId])
  const recordings = await readAlignRecordings(catalog, sessionId, evidence)
  const stored = new Map(evidence.measured.map((edge) => [edge.edgeId, edge]))
  const files = await findCached(catalog, recordings)
  const known = selectKnown(stored, 'audio_match', AUDIO_MATCH_VERSION)
  const cached = new Set(files.keys())
  const plan = planAlign({ sessionId, recordings, cached, known: new Set(known.keys()) })
  options.onPlan?.(plan)

  const measured = new Map<string, MeasuredEdge>()
  const commit = async (edges: readonly MeasuredEdge[]): Promise<void> => {
    for (const edge of edges) measured.set(edge.edgeId, edge)
    if (dryRun || edges.length === 0) return
    await catalog.transaction((tx) => writeMeasuredEdges(tx, edges, new Date(effects.now())))
  }
  const meter = (stage: string) =>
    startMeter({ stage, now: effects.now, findings: () => 0, onProgress: options.onProgress })
  let opened: AlignWorkers | undefined
  const workers = lazily(() => (opened ??= effects.createWorkers()))
  try {
    const missing = plan.sounds.filter(({ isCached }) => !isCached).map(({ recording }) => recording)
    const tellDecoded = meter('decode')
    const onSeconds = (seconds: number): void =>
      tellDecoded(Math.round(seconds), Math.round(plan.secondsToDecode))
    const refusals = await decodeSounds({ catalog, recordings: missing, workers, signal, onSeconds })
    for (const [recordingId, path] of await findCached(catalog, missing)) files.set(recordingId, path)

    const compared = await matchPlanned({
      sessionId,
      pairs: plan.pairs.filter(({ isKnown }) => !isKnown),
      files,
      signal,
      commit,
      meter,
    })
    for (const measurer of measurers) {
      signal?.throwIfAborted()
      const context: MeasureContext = {
        catalog,
        sessionId,
        recordings,
        known: selectKnown(stored, measurer.kind, measurer.version),
        openSound: (recordingId) => openSound(catalog, recordingId),
        workers,
        signal,
        onProgress: meter(measurer.kind.replaceAll('_', ' ')),
        commit,
      }
      await commit(await measurer.measure(context))
    }
    signal?.throwIfAborted()
    if (!dryRun) {
      const outdated = [...stored.values()].filter((edge) => isOutdated(edge) && !measured.has(edge.edgeId))
      await placeAnew(catalog, { sessionId, outdated, alignedAt: new Date(effects.now()) })
    }
    const pairs = plan.pairs.flatMap(({ edgeId }) => measured.get(edgeId) ?? known.get(edgeId) ?? [])
    const accepted = pairs.filter(({ found }) => found !== undefined).length
    return {
      sessionId,
      dryRun,
      decoded: missing.length - refusals.size,
      cached: cached.size,
      pairs: {
        compared,
        cached: plan.pairs.length - plan.pairsToCompare,
        accepted,
        refused: pairs.length - accepted,
      },
      unheard: [...refusals].map(([recordingId, message]) => ({ recordingId, message })),
      measured: [...measured.values()],
      ms: effects.now() - begun,
    }
  } finally {
    await opened?.close()
  }
}

/** Children are started when the first of them is needed. */
const lazily = (open: () => AlignWorkers): AlignWorkers =>
  new Proxy({} as AlignWorkers, { get: (_, name: keyof AlignWorkers) => open()[name] })

async function requireSession(catalog: Catalog, sessionId: string): Promise<void> {
  const [row] = await catalog.all('SELECT 1 FROM sessions WHERE session_id = ?', [sessionId])
  if (row) return
  throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
    hint: 'lockstep sessions lists what there is.',
  })
}

const selectKnown = (
  stored: ReadonlyMap<string, MeasuredEdge>,
  kind: string,
  version: number,
): Map<string, MeasuredEdge> =>
  new Map([...stored].filter(([, edge]) => edge.kind === kind && edge.methodVersion === version))

/** Paths of the cached sounds that are there, by recording id. */
async function findCached(
  catalog: Catalog,
  recordings: readonly AlignRecording[],
): Promise<Map<string, string>> {
  const rows = await catalog.all<{ recording_id: string; file_name: string }>(
    `SELECT r.recording_id, d.file_name FROM recordings r JOIN derived d USING (source_id, object_key, stream_index)
     WHERE d.kind = 'sound' AND r.recording_id IN (SELECT unnest(?))`,
    [recordings.map(({ recordingId }) => recordingId)],
  )
  const found = new Map<string, string>()
  for (const row of rows) {
    const path = join(catalog.cacheDir, row.file_name)
    if (await stat(path).catch(() => undefined)) found.set(row.recording_id, path)
  }
  return found
}

const CURRENT: ReadonlyMap<string, number> = new Map([
  ['audio_match', AUDIO_MATCH_VERSION],
  ...measurers.map(({ kind, version }) => [kind, version] as const),
])

/** Measured by code that would measure otherwise now. */
const isOutdated = ({ kind, methodVersion }: MeasuredEdge): boolean => {
  const current = CURRENT.get(kind)
  return current !== undefined && methodVersion !== current
}

const placeAnew = (
  catalog: Catalog,
  session: {
    readonly sessionId: string
    readonly outdated: readonly MeasuredEdge[]
    readonly alignedAt: Date
  },
): Promise<void> =>
  catalog.transaction(async (tx) => {
    const { sessionId, outdated, alignedAt } = session
    await tx.run('DELETE FROM measured_edges WHERE edge_id IN (SELECT unnest(?::VARCHAR[]))', [
      outdated.map(({ edgeId }) => edgeId),
    ])
    await tx.run('UPDATE sessions SET aligned_at = ? WHERE session_id = ?', [alignedAt, sessionId])
    await place(tx, [sessionId])
  })
