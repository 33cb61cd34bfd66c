/** Builds a page of this folder once a run into a temporary folder: `page`, or `soundPage` which shows nothing. */
import react from '@vitejs/plugin-react'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export async function buildPage(name: 'page' | 'soundPage' = 'page'): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'lockstep-playback-page-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL(name, import.meta.url)),
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'chrome120', chunkSizeWarningLimit: 2000, minify: false },
  })
  return outDir
}
