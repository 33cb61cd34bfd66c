/** Where the page's renditions come from: the server's routes. A test has its own. */
import type { RenditionsAnswer } from '../../../core/protocol/rendition.ts'
import {
  parseRenditionIndex,
  type RenditionIndex,
  type RenditionLevel,
} from '../../../core/protocol/renditionIndex.ts'
import { readProblem } from '../api/problem.ts'
import { fetchSeveral, type FetchSeveral } from '../api/several.ts'
import type { RenditionWish } from '../playback/renditions.types.ts'

export interface RenditionSource {
  /** How each stands, in their order; `isRetry`: what failed is tried anew. Rejects with ServerProblem where the server refuses, else where it is away. */
  ask(wishes: readonly RenditionWish[], signal: AbortSignal, isRetry?: boolean): Promise<RenditionsAnswer>
  /** Rejects with an Error in words where it is gone. */
  loadIndex(recordingId: string, level: RenditionLevel, version: string): Promise<RenditionIndex>
}

export const serverRenditions = (
  sessionId: string,
  request: typeof fetch = (...asked) => fetch(...asked),
  several: FetchSeveral = fetchSeveral,
): RenditionSource => ({
  async ask(wanted, signal, isRetry = false) {
    const response = await request(`/api/sessions/${encodeURIComponent(sessionId)}/renditions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wanted, isRetry }),
      signal,
    })
    if (!response.ok) throw await readProblem(response)
    return (await response.json()) as RenditionsAnswer
  },
  async loadIndex(recordingId, level, version) {
    const path = `/recordings/${encodeURIComponent(recordingId)}/renditions/${level}/index`
    const response = await several(`${path}?v=${encodeURIComponent(version)}`)
    if (!response.ok) throw await readProblem(response)
    return parseRenditionIndex(await response.arrayBuffer())
  },
})
