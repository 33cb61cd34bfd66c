/** Builds the harness and serves it; run by itself (`node test/web/timeline/harness/serve.ts 5199`) it prints its address. */
import react from '@vitejs/plugin-react'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'

export interface ServedHarness {
  readonly url: string
  close(): Promise<void>
}

/** Starts the harness on a port (0: any free one) of 127.0.0.1. */
export async function serveHarness(port: number): Promise<ServedHarness> {
  const outDir = await mkdtemp(join(tmpdir(), 'lockstep-timeline-harness-'))
  const common = { configFile: false, root: import.meta.dirname, logLevel: 'error' } as const
  await build({
    ...common,
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'chrome120', chunkSizeWarningLimit: 2000, minify: false },
  })
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port } })
  return {
    url: server.resolvedUrls!.local[0]!,
    async close() {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

if (import.meta.main) console.log((await serveHarness(Number(process.argv[2] ?? 5199))).url)
