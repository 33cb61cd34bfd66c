/** Does something after a rest; each start begins the rest anew. */
export class RestTimer {
  private timer: ReturnType<typeof setTimeout> | undefined

  start(work: () => void, ms: number): void {
    this.end()
    this.timer = setTimeout(work, ms)
  }

  end(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}
