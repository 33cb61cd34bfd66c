/** When each tick's picture was meant to be visible (performance.now() in ms), for the judge; the oldest are dropped. */
const MAX_TICKS = 36_000

export class TickLog {
  private readonly ticks: number[] = []

  add(p: number): void {
    this.ticks.push(p)
    if (this.ticks.length > MAX_TICKS) this.ticks.splice(0, MAX_TICKS / 2)
  }

  entries(): number[] {
    return [...this.ticks]
  }
}
