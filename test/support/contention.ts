/**
 * How busy the machine was with other people's work: a measurement taken while others use more than 0.3 of a core
 * is invalid and is repeated, neither a pass nor a fail (playback.md, the judge, point 5). Linux alone can tell.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

const TICKS_PER_SECOND = 100
const MAX_OTHER_CORES = 0.3

interface Usage {
  readonly wallMs: number
  readonly busyTicks: number
}

/** CPU used by the machine; undefined where /proc is missing. */
function readUsage(): Usage | undefined {
  try {
    const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/)
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields.map(Number)
    return { wallMs: performance.now(), busyTicks: user + nice + system + irq + softirq }
  } catch {
    return undefined
  }
}

/** Ticks of this process and of all its descendants that are alive, by process. */
function readOwnTicks(): Map<number, number> {
  const ticks = new Map<number, number>()
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      parents.set(Number(name), fields[1]!)
      ticks.set(Number(name), fields[11]! + fields[12]!)
    } catch {
      continue
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === process.pid) return true
    return false
  }
  return new Map([...ticks].filter(([pid]) => isOurs(pid)))
}

const SAMPLE_MS = 250

/**
 * Adds up what this process and its descendants use. They are looked at four times a second: a browser that is closed
 * takes the processes with it that nobody waits for, and what they used would count as others' work.
 */
class OwnUsage {
  private readonly seen = new Map<number, number>()
  private used = 0
  private readonly timer: NodeJS.Timeout

  constructor() {
    for (const [pid, ticks] of readOwnTicks()) this.seen.set(pid, ticks)
    this.timer = setInterval(() => this.look(), SAMPLE_MS)
  }

  look(): number {
    for (const [pid, ticks] of readOwnTicks()) {
      this.used += ticks - (this.seen.get(pid) ?? 0)
      this.seen.set(pid, ticks)
    }
    return this.used
  }

  end(): number {
    clearInterval(this.timer)
    return this.look()
  }
}

export interface Watched<T> {
  readonly value: T
  /** Cores that processes other than ours used meanwhile; undefined where that cannot be told. */
  readonly otherCores: number | undefined
}

/** Runs a measurement and says how much of the machine others used during it. */
export async function watchMachine<T>(measure: () => Promise<T>): Promise<Watched<T>> {
  const before = readUsage()
  if (!before) return { value: await measure(), otherCores: undefined }
  const own = new OwnUsage()
  try {
    const value = await measure()
    const after = readUsage()!
    const seconds = (after.wallMs - before.wallMs) / 1000
    const others = after.busyTicks - before.busyTicks - own.look()
    return { value, otherCores: Math.max(0, others) / TICKS_PER_SECOND / seconds }
  } finally {
    own.end()
  }
}

const RESTING_CORES = 0.1

/**
 * Waits until this process and all it started have used less than a tenth of a core for two seconds: what is made in
 * the background when a session is first looked at would else be measured with it. Gives up after `patienceMs`.
 */
export async function waitForRest(patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs
  if (!readUsage()) return
  const own = new OwnUsage()
  let before = { p: performance.now(), used: 0 }
  for (let quiet = 0; quiet < 2 && performance.now() < until;) {
    await setTimeout(1000)
    const after = { p: performance.now(), used: own.look() }
    const cores = ((after.used - before.used) / TICKS_PER_SECOND / (after.p - before.p)) * 1000
    quiet = cores < RESTING_CORES ? quiet + 1 : 0
    before = after
  }
  own.end()
}

/** Set for trying the judge out on a busy machine: nothing is repeated or refused, all is reported. */
export const isReportOnly = (): boolean => process.env['LOCKSTEP_JUDGE_REPORT_ONLY'] === '1'

/** Where it cannot be told who uses the machine, a measurement counts. */
export const isValid = ({ otherCores }: Watched<unknown>): boolean =>
  isReportOnly() || (otherCores ?? 0) <= MAX_OTHER_CORES

/** Repeated so often where others were busy. */
const REPEATS = 3

/**
 * Measures until a run is valid, or good (absent: none is taken for good) in spite of the others; undefined: no run
 * was, which is neither a pass nor a fail.
 */
export async function measureValid<T>(
  measure: () => Promise<T>,
  isGood: (value: T) => boolean = () => false,
): Promise<Watched<T> | undefined> {
  for (let attempt = 0; attempt <= REPEATS; attempt++) {
    const run = await watchMachine(measure)
    if (isValid(run) || isGood(run.value)) return run
    console.log(`  others used ${run.otherCores!.toFixed(2)} cores: measured again`)
  }
  return undefined
}

/** Measures up to three times until one run is valid, or good in spite of the others; returns the last. */
export async function measureQuietly<T>(
  measure: () => Promise<T>,
  isGood: (value: T) => boolean,
): Promise<Watched<T>> {
  let run = await watchMachine(measure)
  for (let again = 0; again < 2 && !isGood(run.value) && (run.otherCores ?? 0) > MAX_OTHER_CORES; again++) {
    run = await watchMachine(measure)
  }
  return run
}
