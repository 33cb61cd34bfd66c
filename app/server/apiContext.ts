/** What the routes are made over. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { ServerEffects } from './effects.ts'
import type { Ports } from './guard.ts'
import type { JobRunner } from './jobs.ts'
import type { MediaFiles } from './mediaFiles.ts'
import type { RenditionQueue } from './renditionQueue.ts'

export interface ApiContext {
  readonly catalog: Catalog
  readonly version: string
  readonly demo: boolean
  readonly ports: Ports
  readonly jobs: JobRunner
  readonly files: MediaFiles
  readonly renditions: RenditionQueue
  readonly effects: ServerEffects
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}
