/** Compares the sounds of rooms that have nothing in common, as if manifests said they sounded together. */
import assert from 'node:assert/strict'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { matchSession, openMatcher, type MatchTrack } from '../../core/clock/match/index.ts'
import type { Truth } from '../../fixtures/generate.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { openSound } from '../../ingest/align/openSound.ts'

/** How far two manifests may err together, µs. */
const PRIOR_SIGMA_US = 1e6

/** Draws pairs across sessions at chance; all are different. */
export async function countUnrelatedLinks(
  catalog: Catalog,
  truth: Truth,
  pairs: number,
): Promise<{ readonly pairs: number; readonly linked: number; readonly ms: number }> {
  const ids = new Map(
    (
      await catalog.all<{ object_key: string; recording_id: string }>(
        'SELECT object_key, recording_id FROM recordings',
      )
    ).map((row) => [row.object_key, row.recording_id]),
  )
  const opened = await Promise.all(
    truth.sessions.flatMap(({ roomName, recordings }) =>
      recordings.map(async ({ objectKey }) => {
        const recordingId = ids.get(objectKey)
        assert.ok(recordingId, `${objectKey} is in the catalog`)
        const sound = await openSound(catalog, recordingId)
        assert.ok(sound, `${objectKey} was decoded`)
        return { roomName, sound, recordingId }
      }),
    ),
  )
  const random = seededRandom('unrelated pairs')
  const all = opened
    .flatMap((a, i) => opened.slice(i + 1).map((b) => ({ a, b, order: random() })))
    .filter(({ a, b }) => a.roomName !== b.roomName)
    .toSorted((p, q) => p.order - q.order)
    .slice(0, pairs)
  assert.equal(all.length, pairs)
  const matcher = await openMatcher()
  const begun = performance.now()
  let linked = 0
  for (const { a, b } of all) {
    const tracks = [a, b].map(({ recordingId, sound }): MatchTrack => {
      return { recordingId, sound, priorUs: 0, priorSigmaUs: PRIOR_SIGMA_US, holes: [] }
    })
    for (const { accepted } of await matchSession(tracks, { matcher })) if (accepted) linked++
  }
  for (const { sound } of opened) sound.close()
  return { pairs, linked, ms: performance.now() - begun }
}
