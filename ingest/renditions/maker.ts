/** Who makes a rendition: child processes of the lowest priority, one thread each, there while there is work. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createMediaWorkers, type MediaWorkers, type RenditionMade } from '../../core/media/index.ts'
import { RENDITION_LEVELS, type RenditionLevel } from '../../core/protocol/rendition.ts'
import type { MediaSource } from '../mediaSource.ts'

export interface RenditionWork {
  readonly out: string
  readonly indexOut: string
  readonly signal: AbortSignal
  readonly onShare: (share: number) => void
}

export interface RenditionMaker {
  /** Rejects where the store fails or the signal aborts; what is wrong with the file is the message. */
  make(
    source: MediaSource,
    level: RenditionLevel,
    work: RenditionWork,
  ): Promise<RenditionMade | { readonly failed: string }>
  /** Ends the children; what is being made rejects. */
  rest(): Promise<void>
}

const STORE_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? '../../core/storage/store.ts' : '../../core/storage/store.js',
  import.meta.url,
)

/** More than this and every second frame does: tiles are drawn 30 times a second. */
const MOST_FRAMES_PER_S = 31
const THINNED_STEP_US = 1e6 / 30

/** A child may have been killed by someone who needed its memory; a second one in a row died of the file. */
const PERHAPS_NOT_THE_FILE: readonly string[] = ['media_crashed', 'media_timeout']

/** Objects of buckets are copied below `tmpDir` while they are read; what a killed program left there is the caller's. */
export function createRenditionMaker(options: { tmpDir: string; children: number }): RenditionMaker {
  let workers: MediaWorkers | undefined
  let copies: string | undefined
  return {
    async make(source, level, { signal, onShare, out, indexOut }) {
      copies ??= join(options.tmpDir, randomUUID())
      workers ??= createMediaWorkers({
        storeModule: STORE_MODULE,
        concurrency: options.children,
        tmpDir: copies,
      })
      const request = { ...planRendition(source, level), out, indexOut }
      for (let attempt = 1; ; attempt++) {
        const call = workers.rendition(source.storeUri, source.key, request, { signal, onShare })
        const { made, problems } = await call
        if (made) return made
        const [problem] = problems
        if (attempt === 1 && problem && PERHAPS_NOT_THE_FILE.includes(problem.code)) continue
        return { failed: problem?.message ?? 'nothing was made' }
      }
    },
    async rest() {
      const [idle, left] = [workers, copies]
      workers = undefined
      copies = undefined
      await idle?.close()
      if (left !== undefined) await rm(left, { recursive: true, force: true })
    },
  }
}

function planRendition(source: MediaSource, level: RenditionLevel) {
  const { streamIndex, firstPtsUs, endPtsUs, rotation, packetCount, holesUs } = source
  const filledSeconds = (endPtsUs - firstPtsUs - holesUs) / 1e6
  const leastStepUs = packetCount > MOST_FRAMES_PER_S * filledSeconds ? THINNED_STEP_US : 0
  return { streamIndex, firstPtsUs, endPtsUs, rotation, leastStepUs, ...RENDITION_LEVELS[level] }
}
