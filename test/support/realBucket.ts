/** The bucket that real LiveKit wrote, where it is at hand: `LOCKSTEP_REAL_BUCKET`, or `shared` beside the checkout. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { HandSession } from './catalogRows.ts'

const PLACES = [
  process.env['LOCKSTEP_REAL_BUCKET'],
  path.resolve(import.meta.dirname, '../../../shared/real-bucket'),
]

/** The folder that holds `bucket` and `truth`; undefined where there is none. */
export const realBucket = PLACES.find((place) => place && existsSync(path.join(place, 'truth', 'pts0.json')))

export const realBucketUri = (root: string): string => pathToFileURL(path.join(root, 'bucket')).href

interface TrueStart {
  object_key: string
  identity: string
  kind: 'audio' | 'video'
  pts0_wall_ns: string
}

/** The real session, placed where the truth says. */
export function readTrueSession(root: string): HandSession {
  const starts = JSON.parse(readFileSync(path.join(root, 'truth', 'pts0.json'), 'utf8')) as TrueStart[]
  const wallUs = (start: TrueStart): number => Number(BigInt(start.pts0_wall_ns) / 1000n)
  const epochWallUs = Math.floor(Math.min(...starts.map(wallUs)) / 1000) * 1000
  return {
    sessionId: 'interview-1',
    epochWallUs,
    recordings: starts.map((start) => ({
      objectKey: start.object_key,
      identity: start.identity,
      source: path.basename(start.object_key).split('-')[0]!,
      pts0WallUs: wallUs(start),
    })),
  }
}
