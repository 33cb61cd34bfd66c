/** The rows of the table (docs: the playback design): where the bench refuses, and what it measures itself against. */
import type { RenditionLevel } from '../../../core/protocol/index.ts'
import type { VerdictLimits } from '../../support/verdict.ts'

export interface Figures {
  /** |frames off|, 95th percentile. */
  readonly p95: number
  /** Paused seek until every tile is right, median, ms. */
  readonly seekMs: number
  readonly cores: number
}

export interface Case {
  /** How it is asked for: `LOCKSTEP_BENCH_ROWS=49,sockets`. */
  readonly row: string
  readonly what: string
  readonly tiles: number
  /** Proxies that are made before; none: the page plays the originals. */
  readonly levels: readonly RenditionLevel[]
  /** Added to the address. */
  readonly query: string
  readonly limits: Figures & VerdictLimits & { readonly startMs: number }
  /** What was reached by a prototype on two cores without a GPU. */
  readonly goals: Figures
}

const ORIGINALS = '&proxies=off'
const BOTH = ['180', '90'] as const

export const CASES: readonly Case[] = [
  {
    row: '16',
    what: '16 originals 360p',
    tiles: 16,
    levels: [],
    query: ORIGINALS,
    limits: { p95: 1, withinOne: 0.99, seekMs: 800, startMs: 1500, cores: 1.1 },
    goals: { p95: 0, seekMs: 301, cores: 0.65 },
  },
  {
    row: '25',
    what: '25 proxies',
    tiles: 25,
    levels: ['180'],
    query: '',
    limits: { p95: 0, withinOne: 0.98, seekMs: 200, startMs: 1000, cores: 0.8 },
    goals: { p95: 0, seekMs: 84, cores: 0.38 },
  },
  {
    row: '49',
    what: '49 proxies',
    tiles: 49,
    levels: BOTH,
    query: '',
    limits: { p95: 0, withinOne: 0.99, seekMs: 500, startMs: 1500, cores: 1.0 },
    goals: { p95: 0, seekMs: 150, cores: 0.51 },
  },
  {
    row: '100',
    what: '100 proxies',
    tiles: 100,
    levels: BOTH,
    query: '',
    limits: { p95: 1, withinOne: 0.99, seekMs: 800, startMs: 2000, cores: 1.4 },
    goals: { p95: 0, seekMs: 281, cores: 0.8 },
  },
  {
    row: 'fallback',
    what: 'fallback, 25 × 360p',
    tiles: 25,
    levels: [],
    query: `&engine=video${ORIGINALS}`,
    limits: { p95: 1, withinOne: 0.98, seekMs: 800, startMs: 2000, cores: 1.3, logSlack: 1 },
    goals: { p95: 1, seekMs: 367, cores: 0.78 },
  },
]
