/** A store of renditions whose work ends when the test says so. */
import type {
  FailedRendition,
  RenditionStore,
  StoredRendition,
} from '../../ingest/renditions/rendition.types.ts'
import type { RenditionLevel } from '../../core/protocol/rendition.ts'

export interface FakeRenditions {
  readonly store: RenditionStore
  /** `id level`, in the order they were begun. */
  readonly begun: string[]
  /** How often the child was ended. */
  rests(): number
  /** What is kept, by `id level`; a test may put there and take away. */
  readonly kept: Map<string, StoredRendition | FailedRendition>
  share(key: string, share: number): void
  /** Ends the work: kept and returned, or rejected with. */
  end(key: string, result?: StoredRendition | FailedRendition | Error): void
}

export const stored = (
  recordingId: string,
  level: RenditionLevel,
  files: Partial<StoredRendition> = {},
): StoredRendition => ({
  recordingId,
  level,
  file: '/nowhere.mp4',
  indexFile: '/nowhere.lsr',
  version: `v-${recordingId}`,
  widthPx: 320,
  heightPx: 180,
  sizeBytes: 1,
  ...files,
})

export function createFakeRenditions(): FakeRenditions {
  const kept = new Map<string, StoredRendition | FailedRendition>()
  const begun: string[] = []
  const works = new Map<
    string,
    { end: (result: StoredRendition | FailedRendition | Error) => void; onShare: (share: number) => void }
  >()
  let rests = 0
  return {
    kept,
    begun,
    rests: () => rests,
    share: (key, share) => works.get(key)!.onShare(share),
    end(key, result) {
      const [recordingId, level] = key.split(' ') as [string, RenditionLevel]
      works.get(key)!.end(result ?? stored(recordingId, level))
    },
    store: {
      find: async (recordingId, level) => kept.get(`${recordingId} ${level}`),
      make: (recordingId, level, work = {}) =>
        new Promise((resolve, reject) => {
          const key = `${recordingId} ${level}`
          begun.push(key)
          work.signal?.addEventListener('abort', () => reject(work.signal!.reason as Error))
          works.set(key, {
            onShare: (share) => work.onShare?.(share),
            end(result) {
              if (result instanceof Error) return reject(result)
              kept.set(key, result)
              resolve(result)
            },
          })
        }),
      forgetFailure: async (recordingId, level) => {
        const found = kept.get(`${recordingId} ${level}`)
        if (found && 'failed' in found) kept.delete(`${recordingId} ${level}`)
      },
      rest: async () => void rests++,
    },
  }
}
