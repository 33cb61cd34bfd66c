/**
 * The page's clock: the steady one, set by the system's where that begins a millisecond. `performance.timeOrigin` is not
 * taken: on a busy machine Chromium sets it up to 15 ms off the system's clock, by which it stamps what it sends.
 */
const SPIN_MS = 20

let originMs: number | undefined

/** ns since 1970, to about 0.1 ms of the system's clock. The first call looks at the clocks for 20 ms. */
export function readPageClock(): bigint {
  originMs ??= findOrigin()
  return BigInt(Math.round((originMs + performance.now()) * 1000)) * 1000n
}

/** Of the beginnings of milliseconds the one that is known best. */
function findOrigin(): number {
  const until = performance.now() + SPIN_MS
  let best = { originMs: Date.now() + 0.5 - performance.now(), doubtMs: SPIN_MS }
  let before = { at: performance.now(), system: Date.now() }
  while (before.at < until) {
    const system = Date.now()
    const at = performance.now()
    const doubtMs = at - before.at
    if (system === before.system + 1 && doubtMs < best.doubtMs)
      best = { originMs: system - (before.at + at) / 2, doubtMs }
    before = { at, system }
  }
  return best.originMs
}
