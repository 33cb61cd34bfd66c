/** The outside world of an alignment, as one argument: a test hands over small fakes. */
import { createMediaWorkers, type MediaWorkers } from '../../core/media/index.ts'

export type AlignWorkers = MediaWorkers

export interface AlignEffects {
  /** Called at most once, and only when media must be read. */
  createWorkers(): AlignWorkers
  /** Wall time in ms. */
  now(): number
}

/** One for each of the two cores that alignment is made for. */
const MEDIA_CONCURRENCY = 2

const STORE_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? '../../core/storage/store.ts' : '../../core/storage/store.js',
  import.meta.url,
)

export const realAlignEffects: AlignEffects = {
  createWorkers: () => createMediaWorkers({ storeModule: STORE_MODULE, concurrency: MEDIA_CONCURRENCY }),
  now: () => Date.now(),
}
