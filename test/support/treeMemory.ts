/** The memory of a process and all that it started, as Linux counts it; elsewhere it is not known. */
import { readdirSync, readFileSync } from 'node:fs'

const EVERY_MS = 250

/** Looks four times a second until it is stopped; returns the highest sum of proportional shares, MB (NaN: unknown). */
export function measureTreeMemory(root: number): { stop(): number } {
  let peakKb = Number.NaN
  const look = (): void => {
    try {
      const sum = readTreeKb(root)
      if (!(sum <= peakKb)) peakKb = sum
    } catch {
      // No /proc: not Linux.
    }
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      return peakKb / 1024
    },
  }
}

/** Now, MB; NaN where that is not known. */
export function readTreeMemoryMb(root: number): number {
  try {
    return readTreeKb(root) / 1024
  } catch {
    return Number.NaN
  }
}

const readTreeKb = (root: number): number => listTree(root).reduce((kb, pid) => kb + readShareKb(pid), 0)

function listTree(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readProc(`/proc/${name}/stat`)
    // The command's name stands in parentheses and may hold anything.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** Pages that several processes share are counted by their share (PSS). */
function readShareKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readProc(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0)
}

/** Undefined: the process has ended meanwhile. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
