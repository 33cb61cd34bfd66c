/** Builds the page of other ways and serves it with what it is to play. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { build } from 'vite'
import type { PeerSetup } from './peers.types.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
}

export async function servePeers(
  setup: PeerSetup,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'lockstep-peers-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    build: { outDir, emptyOutDir: true, target: 'chrome120', assetsDir: '' },
  })
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url!, 'http://localhost').pathname) || 'index.html'
    const body =
      name === 'setup.json'
        ? JSON.stringify(setup)
        : await readFile(join(outDir, name)).catch(() => undefined)
    response.statusCode = body === undefined ? 404 : 200
    response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream')
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
