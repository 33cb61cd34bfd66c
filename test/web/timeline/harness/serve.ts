/** Serves the harness; run by itself (`node test/web/timeline/harness/serve.ts 5199`) it prints its address. */
import react from '@vitejs/plugin-react'
import { createServer, type ViteDevServer } from 'vite'

/** Starts the harness on a port (0: any free one) of 127.0.0.1. */
export async function serveHarness(port: number): Promise<{ server: ViteDevServer; url: string }> {
  const server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    cacheDir: '../../../../node_modules/.vite-timeline-harness',
    plugins: [react()],
    logLevel: 'error',
    server: { host: '127.0.0.1', port, hmr: false, watch: null, fs: { allow: ['../../../..'] } },
  })
  await server.listen()
  return { server, url: server.resolvedUrls!.local[0]! }
}

if (import.meta.main) console.log((await serveHarness(Number(process.argv[2] ?? 5199))).url)
