/** Work that many wait for and that is done once; it ends early only when all who waited have left. */

/** Calls `give` with what is waited for; it may go on (keeping it on disk) after that. */
export type Fetch = (signal: AbortSignal, give: (bytes: Uint8Array) => void) => Promise<void>

export interface Flights {
  /** True while `name` is fetched, or fetched and not yet kept. */
  has(name: string): boolean
  /** Waits for the work under that name, which is begun where none is; without a signal it is never left. */
  join(name: string, signal: AbortSignal | undefined, fetch: Fetch): Promise<Uint8Array>
  /** Ends all of it; resolves when it has ended. */
  close(): Promise<void>
}

interface Flight {
  readonly abort: AbortController
  readonly bytes: Promise<Uint8Array>
  waiting: number
}

export function createFlights(): Flights {
  const flights = new Map<string, Flight>()
  const ends = new Set<Promise<void>>()
  let isClosed = false

  function begin(name: string, fetch: Fetch): Flight {
    const abort = new AbortController()
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    // Whoever waits is told; where nobody does any more, nobody is.
    promise.catch(() => undefined)
    const flight: Flight = { abort, bytes: promise, waiting: 0 }
    flights.set(name, flight)
    const end = fetch(abort.signal, resolve)
      .catch(reject)
      .finally(() => {
        if (flights.get(name) === flight) flights.delete(name)
        ends.delete(end)
      })
    ends.add(end)
    if (isClosed) abort.abort(new Error('the block cache is closed'))
    return flight
  }

  return {
    has: (name) => flights.has(name),
    join(name, signal, fetch) {
      signal?.throwIfAborted()
      const flight = flights.get(name) ?? begin(name, fetch)
      flight.waiting++
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          signal?.removeEventListener('abort', stop)
          flight.waiting--
        }
        const stop = (): void => {
          leave()
          reject(signal!.reason as Error)
          if (flight.waiting > 0) return
          // Who asks from now on begins anew.
          if (flights.get(name) === flight) flights.delete(name)
          flight.abort.abort(signal!.reason)
        }
        signal?.addEventListener('abort', stop, { once: true })
        flight.bytes.finally(leave).then(resolve, reject)
      })
    },
    async close() {
      isClosed = true
      for (const { abort } of flights.values()) abort.abort(new Error('the block cache is closed'))
      await Promise.all(ends)
    },
  }
}
