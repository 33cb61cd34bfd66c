/** Which clocks content links with each other; what has one gauge. */
import { REFERENCE, type ClockEdge } from './edge.ts'

export interface WeighedEdge {
  readonly edge: ClockEdge
  /** 0 (an outlier, ignored) to 1. */
  readonly weight: number
}

export interface Group {
  /** Sorted; devices' clocks among them. */
  readonly clocks: readonly string[]
  /** Recordings' files in it: the streams of one are one. */
  readonly files: number
}

/** An edge with less weight than this disagrees with the rest. */
const AGREES_FROM = 0.5

/** An edge less exact than this may say how fast clocks run, but not where they are (µs). */
const FIXES_TO_US = 1_000_000

/** Whether an edge measures where a clock is, and the rest does not contradict it. */
export const isMeasured = ({ edge, weight }: WeighedEdge): boolean =>
  edge.support !== 'prior' &&
  edge.sigmaUs <= FIXES_TO_US &&
  (edge.support === 'exact' || weight >= AGREES_FROM)

/** Whether an edge fixes two clocks to each other, whatever UTC is. */
export const isLink = (weighed: WeighedEdge): boolean =>
  weighed.edge.from !== REFERENCE && weighed.edge.to !== REFERENCE && isMeasured(weighed)

/** Groups of two or more files, the largest first, then by name. */
export function findGroups(edges: readonly WeighedEdge[]): Group[] {
  const links = edges.filter(isLink).map(({ edge }) => edge)
  const groups = unite(links)
  const files = unite(links.filter(({ support }) => support === 'exact'))
  const fileOf = new Map(files.flatMap((file) => file.map((clock) => [clock, file[0]!])))
  return groups
    .map((clocks) => ({
      clocks,
      files: new Set(clocks.filter((clock) => !isDevice(clock)).map((clock) => fileOf.get(clock) ?? clock))
        .size,
    }))
    .filter(({ files: count }) => count > 1)
    .sort((a, b) => b.files - a.files || (a.clocks[0]! < b.clocks[0]! ? -1 : 1))
}

export const isDevice = (clock: string): boolean => clock.startsWith('device:')

/** Connected clocks of some edges, each sorted. */
export function unite(edges: readonly ClockEdge[]): string[][] {
  const setOf = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const a = setOf.get(from) ?? [from]
    const b = setOf.get(to) ?? [to]
    if (a === b) continue
    const both = [...a, ...b]
    for (const clock of both) setOf.set(clock, both)
  }
  return [...new Set(setOf.values())].map((clocks) => clocks.sort())
}
