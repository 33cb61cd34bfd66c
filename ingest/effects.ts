/** The outside world of an ingest, as one argument: a test hands over small fakes. */
import type { CatalogTx } from '../core/catalog/catalog.ts'
import { createMediaWorkers, type MediaWorkers } from '../core/media/index.ts'
import { openStore, type ObjectStore } from '../core/storage/store.ts'
import { place } from './place.ts'

/** What ingest asks of the media workers. */
export type IngestWorkers = Pick<MediaWorkers, 'probe' | 'peaks' | 'remux' | 'close'>

export interface IngestEffects {
  openStore(uri: string): Promise<ObjectStore>
  /** Called once an ingest, and only when there is media to read. */
  createWorkers(): IngestWorkers
  /** Gives every recording its place on its session's timeline, in the transaction that formed them. */
  place(tx: CatalogTx): Promise<void>
  /** Wall time in ms: for the source's dates and for progress, never for what is compared. */
  now(): number
}

/** Media children at work at once; decoding is what an ingest's time goes to. */
const MEDIA_CONCURRENCY = 2

const STORE_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? '../core/storage/store.ts' : '../core/storage/store.js',
  import.meta.url,
)

export const realEffects: IngestEffects = {
  openStore,
  createWorkers: () => createMediaWorkers({ storeModule: STORE_MODULE, concurrency: MEDIA_CONCURRENCY }),
  place: (tx) => place(tx),
  now: () => Date.now(),
}
