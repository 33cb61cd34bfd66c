/** The server's work as the program does it; ingest and export are loaded when first asked for. */
import { openStore } from '../../core/storage/store.ts'
import type { ServerEffects } from './effects.ts'
import { revealFolder } from './revealFolder.ts'

export const defaultEffects: ServerEffects = {
  openStore,
  async openRenditions(catalog) {
    const { createRenditionStore } = await import('../../ingest/renditions/store.ts')
    return createRenditionStore({ catalog })
  },
  reveal: revealFolder,
  async ingest(catalog, uri, work) {
    const { ingest } = await import('../../ingest/pipeline.ts')
    return { ...(await ingest({ catalog, uri, ...work })) }
  },
  async align(catalog, sessionId, work) {
    const { alignSession } = await import('./alignSession.ts')
    return alignSession(catalog, sessionId, work)
  },
  async correct(catalog, request, author) {
    const { correct } = await import('../../ingest/corrections.ts')
    return (await correct(catalog, { ...request, author })).sessionIds
  },
  async withdrawCorrection(catalog, correctionId) {
    const { withdrawCorrection } = await import('../../ingest/corrections.ts')
    return (await withdrawCorrection(catalog, correctionId)).sessionIds
  },
  async planExport(catalog, request) {
    const { planExport } = await import('../../export/index.ts')
    return planExport(catalog, request)
  },
  async executeExport(catalog, request, { out, version, signal, onProgress }) {
    const { executeExport } = await import('../../export/index.ts')
    return executeExport(catalog, request, { out, version, signal, onProgress, openStore })
  },
}
