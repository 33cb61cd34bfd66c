/** What a measurer is given, by hand: a catalog of logs or files, recordings with priors, real or no workers. */
import type { Catalog } from '../../../core/catalog/catalog.ts'
import type { Sound } from '../../../core/clock/match/sound.ts'
import { createMediaWorkers, type MediaWorkers } from '../../../core/media/index.ts'
import type { AlignRecording, MeasureContext, Measurer } from '../../../ingest/align/measurer.ts'
import type { MeasuredEdge } from '../../../ingest/edges/measured.ts'

export const SESSION = 'RM_1'
export const T0_US = 1_795_252_123_000_000

export const createWorkers = (): MediaWorkers =>
  createMediaWorkers({ storeModule: new URL('../../../core/storage/store.ts', import.meta.url) })

export function createRecording(own: Partial<AlignRecording> & { objectKey: string }): AlignRecording {
  const storedAt = { storeUri: 'nowhere', key: own.objectKey }
  return {
    recordingId: `rec_${own.objectKey}`,
    identity: 'ann',
    source: 'camera',
    kind: 'video',
    sourceId: 's1',
    streamIndex: 0,
    etag: 'e',
    storedAt,
    seekableAt: own.storedAt ?? storedAt,
    firstPtsUs: 0,
    endPtsUs: 10e6,
    codecDelayUs: 0,
    holes: [],
    prior: { wallUs: T0_US, sigmaUs: 100_000 },
    ...own,
  }
}

/** Runs a measurer; returns what it stored and what it returned. */
export async function measure(
  measurer: Measurer,
  own: {
    catalog: Catalog
    recordings?: readonly AlignRecording[]
    known?: readonly MeasuredEdge[]
    workers?: MediaWorkers
    sounds?: Readonly<Record<string, Sound>>
  },
): Promise<readonly MeasuredEdge[]> {
  const stored: MeasuredEdge[] = []
  const context: MeasureContext = {
    catalog: own.catalog,
    sessionId: SESSION,
    recordings: own.recordings ?? [],
    known: new Map((own.known ?? []).map((edge) => [edge.edgeId, edge])),
    openSound: async (recordingId) => {
      const sound = own.sounds?.[recordingId]
      return sound && { ...sound, close: () => undefined }
    },
    workers: own.workers ?? createWorkers(),
    signal: undefined,
    onProgress: () => undefined,
    commit: async (edges) => void stored.push(...edges),
  }
  const returned = await measurer.measure(context)
  return [...stored, ...returned]
}
