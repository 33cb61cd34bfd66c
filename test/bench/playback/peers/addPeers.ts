/** The page of other ways, beside our own on the server that has the media: it answers no other origin. */
import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** Returns a new folder with the built page of `webRoot` and, at /peers/index.html, the other. */
export async function addPeers(webRoot: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-peers-'))
  await cp(webRoot, folder, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    base: '/peers/',
    build: { outDir: join(folder, 'peers'), emptyOutDir: true, target: 'chrome120', assetsDir: '' },
  })
  return folder
}
