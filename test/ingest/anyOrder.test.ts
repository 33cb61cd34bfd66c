import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRig, fakeMedia, START_NS, trackFiles, type Rig } from './rig.ts'

const HOUR = 3600n * 1_000_000_000n
/** Two sessions of one room, orphans, logs, a record and broken files: whatever arrives later changes what was said. */
const FILES: Record<string, string> = {
  ...trackFiles({
    room: 'g',
    roomId: 'RM_1',
    identity: 'ann',
    source: 'camera',
    track: 'V1',
    startedAtNs: START_NS,
    seconds: 60,
  }),
  ...trackFiles({
    room: 'g',
    roomId: 'RM_1',
    identity: 'bob',
    source: 'microphone',
    track: 'A1',
    startedAtNs: START_NS,
    seconds: 50,
  }),
  ...trackFiles({
    room: 'g',
    roomId: 'RM_2',
    identity: 'ann',
    source: 'camera',
    track: 'V2',
    startedAtNs: START_NS + 20n * HOUR,
    seconds: 9,
  }),
  'p-1/g/tracks/cy/2025-06-11T153039/audio-microphone-TR_A9-2025-06-11T153039.ogg': fakeMedia({
    kind: 'audio',
    seconds: 30,
  }),
  'p-1/g/text-egress/all-topics/u1/metadata.json':
    '{"room_name":"g","topic":null,"started_at":1749655820,"ended_at":1749657640}',
  'p-1/g/text-egress/all-topics/u1/cy-all-topics-2025-06-11T15:30:20UTC.txt': `2025-06-11T15:30:40UTC|${START_NS}|{"ts":1749655839}\n`,
  'gone/EG_gone.json': `{"egress_id":"EG_gone","room_id":"RM_1","room_name":"g","started_at":${START_NS},"files":[{"filename":"x/y.ogg"}]}`,
  'broken/EG_x.json': '{"egress_id":',
  'README.txt': 'not ours',
}

async function dumpAfter(work: (rig: Rig) => Promise<void>): Promise<unknown> {
  const rig = await createRig()
  try {
    await work(rig)
    return await rig.dump()
  } finally {
    await rig.close()
  }
}

it(
  'a bucket that grows between ingests, in any order, ends in the rows of one ingest of all of it',
  { timeout: 120_000 },
  async () => {
    const whole = await dumpAfter(async (rig) => {
      await rig.put(FILES)
      await rig.ingest()
    })
    const keys = Object.keys(FILES)
    const steps = fc.tuple(
      fc.shuffledSubarray(keys, { minLength: keys.length }),
      fc.uniqueArray(fc.integer({ min: 1, max: keys.length - 1 }), { minLength: 1, maxLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(steps, async ([order, cuts]) => {
        const grown = await dumpAfter(async (rig) => {
          let from = 0
          for (const to of [...cuts.sort((a, b) => a - b), keys.length]) {
            await rig.put(Object.fromEntries(order.slice(from, to).map((key) => [key, FILES[key]!])))
            await rig.ingest()
            from = to
          }
        })
        expect(grown).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  },
)
