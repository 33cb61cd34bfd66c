/** Time that moves when told, and a bucket in memory that can be told to refuse. */
import type { PartBucket, Timing } from '../../../capture/journal/index.ts'

export class HandTiming implements Timing {
  private atMs = 0
  private readonly due = new Set<{ readonly atMs: number; readonly run: () => void }>()

  nowMs(): number {
    return this.atMs
  }

  after(ms: number, run: () => void): () => void {
    const one = { atMs: this.atMs + ms, run }
    this.due.add(one)
    return () => void this.due.delete(one)
  }

  /** Moves on, and calls what becomes due, earliest first. */
  pass(ms: number): void {
    const untilMs = this.atMs + ms
    for (;;) {
      const next = [...this.due].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      this.due.delete(next)
      this.atMs = next.atMs
      next.run()
    }
    this.atMs = untilMs
  }

  get waiting(): number {
    return this.due.size
  }
}

export class MemoryBucket implements PartBucket {
  readonly objects = new Map<string, string>()
  readonly puts: string[] = []
  isRefusing = false
  /** Puts wait for it. */
  gate = Promise.resolve()
  /** Puts at once. */
  most = 0
  private open = 0

  async put(key: string, bytes: Uint8Array): Promise<void> {
    if (this.isRefusing) throw new Error('the bucket refuses')
    this.puts.push(key)
    this.most = Math.max(this.most, ++this.open)
    await this.gate
    this.open--
    this.objects.set(key, Buffer.from(bytes).toString())
  }
}
