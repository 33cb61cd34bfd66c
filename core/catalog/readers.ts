/** A pool of connections that read: each read has one to itself and sees committed rows only. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** Connections kept for the next read; more exist only while more reads run at once. */
const MAX_IDLE = 8
const REPEAT_INTERRUPT_MS = 20

export interface Readers {
  /** Runs `work` with a connection of its own; throws once closed. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  /** Refuses new reads, interrupts those that run, and waits for their end. */
  close(): Promise<void>
}

export function createReaders(instance: DuckDBInstance): Readers {
  const idle: DuckDBConnection[] = []
  const busy = new Set<DuckDBConnection>()
  const running = new Set<Promise<unknown>>()
  let closed = false

  const borrow = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const connection = idle.pop() ?? (await instance.connect())
    busy.add(connection)
    try {
      return await work(connection)
    } finally {
      busy.delete(connection)
      if (closed || idle.length >= MAX_IDLE) connection.closeSync()
      else idle.push(connection)
    }
  }
  const interruptAll = (): void => {
    for (const connection of busy) connection.interrupt()
  }
  return {
    async read(work) {
      if (closed) throw new Error('the catalog is closed')
      const reading = borrow(work)
      running.add(reading)
      try {
        return await reading
      } finally {
        running.delete(reading)
      }
    },
    async close() {
      closed = true
      interruptAll()
      // Repeated, because an interrupt between two steps of a query is forgotten.
      const repeating = setInterval(interruptAll, REPEAT_INTERRUPT_MS)
      await Promise.allSettled(running)
      clearInterval(repeating)
      for (const connection of idle.splice(0)) connection.closeSync()
    },
  }
}
