/** Listens: on loopback unless told otherwise; ends every connection when it closes. */
import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../core/model/index.ts'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** `port` 0 takes any free one. Throws UserError `port_taken`, `host_unknown`. */
export async function listenCapture(
  fetch: (request: Request, env: object) => Response | Promise<Response>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        const hint = 'Name another with --port, or end the program that has it.'
        reject(new UserError('port_taken', `port ${port} of ${host} is taken`, { hint }))
      } else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
        const hint = '0.0.0.0 listens on every address this machine has.'
        reject(new UserError('host_unknown', `${host} is no address of this machine`, { hint, cause: error }))
      } else reject(error)
    })
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
