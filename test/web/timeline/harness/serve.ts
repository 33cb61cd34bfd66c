/** Serves the harness: `node test/web/timeline/harness/serve.ts` prints its address. */
import react from '@vitejs/plugin-react'
import { createServer } from 'vite'

const server = await createServer({
  configFile: false,
  root: import.meta.dirname,
  cacheDir: '../../../../node_modules/.vite-timeline-harness',
  plugins: [react()],
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: Number(process.argv[2] ?? 5199), fs: { allow: ['../../../..'] } },
})
await server.listen()
console.log(server.resolvedUrls?.local[0])
