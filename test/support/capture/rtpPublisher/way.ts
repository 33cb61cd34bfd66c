/** The way from a publisher to the server, as bad as told: packets are lost, and late by chance, so that they overtake. */
export interface WayOptions {
  readonly lossPercent?: number
  /** Each packet is late by 0 to this. */
  readonly jitterMs?: number
  /** As in a queue, none overtakes another; by default each is late by itself. */
  readonly keepsOrder?: boolean
}

export interface Way {
  send(bytes: Buffer): void
  /** Whether what comes the other way comes through. */
  lets(): boolean
  /** Sends on what is late until now. */
  tick(nowMs: number): void
  readonly counts: { sent: number; lost: number }
}

export function createWay(options: WayOptions, random: () => number, send: (bytes: Buffer) => void): Way {
  const loss = (options.lossPercent ?? 0) / 100
  const jitterMs = options.jitterMs ?? 0
  const counts = { sent: 0, lost: 0 }
  let lastDueMs = 0
  let late: { readonly dueMs: number; readonly bytes: Buffer }[] = []
  return {
    counts,
    send: (bytes) => {
      counts.sent++
      if (loss > 0 && random() < loss) counts.lost++
      else if (jitterMs > 0) {
        const dueMs = performance.now() + random() * jitterMs
        lastDueMs = options.keepsOrder ? Math.max(dueMs, lastDueMs) : dueMs
        late.push({ dueMs: lastDueMs, bytes })
      } else send(bytes)
    },
    lets: () => loss === 0 || random() >= loss,
    tick: (nowMs) => {
      if (late.length === 0) return
      const due = late.filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs)
      if (due.length === 0) return
      late = late.filter(({ dueMs }) => dueMs > nowMs)
      for (const { bytes } of due) send(bytes)
    },
  }
}
