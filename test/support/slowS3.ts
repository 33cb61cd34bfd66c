/** The real S3 server of the tests behind a door that holds each request for a while, and counts them. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { startS3, type S3Server } from './s3.ts'

export interface SlowS3 extends S3Server {
  /** From now on each request waits so long before it is passed on; counting begins anew. */
  slowDown(delayMs: number): void
  requests(): number
}

/** Its `env` leads through the door. */
export async function startSlowS3(): Promise<SlowS3> {
  const real = await startS3()
  const target = new URL(real.endpoint)
  let delayMs = 0
  let requests = 0
  const door = createServer((asked, answer) => {
    requests++
    const pass = async (): Promise<void> => {
      await pause(delayMs)
      const { method, headers, url } = asked
      // The Host is signed: it stays what the client named.
      const onward = request({ host: target.hostname, port: target.port, method, path: url, headers })
      onward.on('response', (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers)
        given.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      answer.on('close', () => onward.destroy())
      asked.pipe(onward)
    }
    void pass()
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  return {
    ...real,
    endpoint,
    env: { ...real.env, AWS_ENDPOINT_URL: endpoint },
    slowDown(ms) {
      delayMs = ms
      requests = 0
    },
    requests: () => requests,
    async stop() {
      await close(door)
      await real.stop()
    },
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
