/** The catalog file, opened by this process. Ingest is loaded only when asked for: it brings the codecs. */
import { availableParallelism } from 'node:os'
import { readCorrections } from '../app/server/corrections.ts'
import { readSession } from '../app/server/readSession.ts'
import { readSessions } from '../app/server/readSessions.ts'
import { openCatalog } from '../core/catalog/catalog.ts'
import { openStore } from '../core/storage/store.ts'
import { readAnnotationFile, readAnnotations, unwithhold, withhold } from '../review/index.ts'
import type { CatalogAccess } from './catalogAccess.ts'

// A person at a prompt has Ctrl-C; the page has not.
const QUERY_TIMEOUT_MS = 3_600_000

export async function openLocal(path: string, options: { create?: boolean }): Promise<CatalogAccess> {
  const catalog = await openCatalog(path, options)
  return {
    serverUrl: undefined,
    readSessions: () => readSessions(catalog),
    readSession: (sessionId) => readSession(catalog, sessionId),
    readCertificate: async (sessionId, version) => {
      const { readCertificate } = await import('../app/server/readCertificate.ts')
      return readCertificate(catalog, sessionId, { version })
    },
    readClocks: async (sessionId) => {
      const { readClocks } = await import('../app/server/readClocks.ts')
      return readClocks(catalog, sessionId)
    },
    previewClocks: async (sessionId, edits) => {
      const { previewClocks } = await import('../app/server/readClocks.ts')
      return previewClocks(catalog, sessionId, { edits })
    },
    applyClockEdits: async (sessionId, edits, given) => {
      const { applyClockEdits } = await import('../app/server/readClocks.ts')
      return applyClockEdits(catalog, sessionId, { edits, ...given })
    },
    readCorrections: (sessionId) => readCorrections(catalog, sessionId),
    correct: async (request, author) => {
      const { correct } = await import('../ingest/corrections.ts')
      await correct(catalog, { ...request, author })
    },
    withdrawCorrection: async (correctionId) => {
      const { withdrawCorrection } = await import('../ingest/corrections.ts')
      await withdrawCorrection(catalog, correctionId)
    },
    readAnnotations: (sessionId) => readAnnotations(catalog, sessionId),
    readAnnotationFile: (sessionId, request) => readAnnotationFile(catalog, sessionId, request),
    withhold: async (sessionId, request) => void (await withhold(catalog, { ...request, sessionId })),
    unwithhold: (withholdingId) => unwithhold(catalog, withholdingId),
    select: (sql, { maxRows, signal }) =>
      catalog.select(sql, { maxRows, signal, timeoutMs: QUERY_TIMEOUT_MS }),
    selectTo: (sql, format, signal) => catalog.selectTo(sql, format, { signal, timeoutMs: QUERY_TIMEOUT_MS }),
    ingest: async (source, work) => {
      const { ingest } = await import('../ingest/pipeline.ts')
      return { ...(await ingest({ catalog, uri: source, ...work })) }
    },
    align: async (sessionId, work) => {
      const { alignSession } = await import('../app/server/alignSession.ts')
      return alignSession(catalog, sessionId, work)
    },
    makeProxies: async (sessionId, work) => {
      const { createRenditionStore } = await import('../ingest/renditions/store.ts')
      const { makeSessionRenditions } = await import('../ingest/renditions/makeSession.ts')
      // Half of the machine stays with whoever works at it.
      const children = Math.max(1, Math.floor(availableParallelism() / 2))
      const store = createRenditionStore({ catalog, children })
      try {
        return await makeSessionRenditions(catalog, sessionId, { ...work, store, children })
      } finally {
        await store.rest()
      }
    },
    planExport: async (request) => {
      const { planExport } = await import('../export/index.ts')
      return planExport(catalog, request)
    },
    executeExport: async (request, { version, signal, onProgress }) => {
      const { executeExport } = await import('../export/index.ts')
      return executeExport(catalog, request, { out: request.out, version, signal, onProgress, openStore })
    },
    close: () => catalog.close(),
  }
}
