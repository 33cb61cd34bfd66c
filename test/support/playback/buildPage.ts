/**
 * Builds a page of this folder: `page`, or `soundPage` which shows nothing. The files of one whole test share it, in the
 * folder that LOCKSTEP_TEST_SCRATCH names; else it is the caller's own.
 */
import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export interface BuiltPage {
  readonly folder: string
  close(): Promise<void>
}

export async function buildPage(name: 'page' | 'soundPage' = 'page'): Promise<BuiltPage> {
  const scratch = env['LOCKSTEP_TEST_SCRATCH']
  if (scratch === undefined) {
    const folder = await buildInto(name, tmpdir())
    return { folder, close: () => rm(folder, { recursive: true, force: true }) }
  }
  const folder = join(scratch, `playback-${name}`)
  // Where two begin at once, the first to end is taken.
  if (!existsSync(folder)) await rename(await buildInto(name, scratch), folder).catch(() => undefined)
  return { folder, close: async () => undefined }
}

async function buildInto(name: string, parent: string): Promise<string> {
  const outDir = await mkdtemp(join(parent, 'lockstep-playback-page-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL(name, import.meta.url)),
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'chrome120', chunkSizeWarningLimit: 2000, minify: false },
  })
  return outDir
}
