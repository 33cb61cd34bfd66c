/** The route that gives a recording's packet index in pieces. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MediaFiles } from '../../app/server/mediaFiles.ts'
import { createPacketIndexApi } from '../../app/server/packetIndexApi.ts'
import { answerProblem } from '../../app/server/problem.ts'
import { parseFiles } from '../../app/server/several.ts'
import {
  formatPacketIndex,
  parseIndexHead,
  parseIndexPiece,
  pieceSpan,
  readIndexStart,
} from '../../core/protocol/packetIndex.ts'

const COUNT = 600
/** A key frame each second, for ten minutes. */
const index = formatPacketIndex(
  { codec: 'avc1.42c01e', description: Uint8Array.of(1, 2, 3) },
  {
    ptsUs: Float64Array.from({ length: COUNT }, (_, at) => at * 1e6),
    key: new Uint8Array(COUNT).fill(1),
    start: Float64Array.from({ length: COUNT }, (_, at) => 48 + at * 100),
    end: Float64Array.from({ length: COUNT }, (_, at) => 140 + at * 100),
  },
)!

let folder: string
let api: ReturnType<typeof createPacketIndexApi>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-pieces-'))
  await writeFile(join(folder, 'whole'), index)
  await writeFile(join(folder, 'cut'), index.subarray(0, -500))
  await writeFile(join(folder, 'other'), 'no index at all')
  const findDerived: MediaFiles['findDerived'] = (id, kind) =>
    Promise.resolve(id === 'none' || kind !== 'index' ? undefined : join(folder, id))
  api = createPacketIndexApi({ files: { findDerived } as MediaFiles })
  api.onError((error, context) => answerProblem(context, error))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ask = async (path: string) => {
  const answer = await api.request(`/recordings/${path}`)
  return { answer, status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

describe('a packet index', () => {
  it('is given a piece at a time: around a moment, or by its number', async () => {
    for (const [query, piece] of [
      ['', 0],
      ['&at=-5000', 0],
      ['&at=250000000', 2],
      ['&at=9000000000', 4],
      ['&piece=3', 3],
    ] as const) {
      const { answer, bytes } = await ask(`whole/index?v=1${query}`)
      expect(answer.headers.get('cache-control')).toContain('immutable')
      expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(piece)
      const given = bytes.subarray(4)
      const head = parseIndexHead(given)
      const { first, end } = pieceSpan(head, piece)
      const packets = parseIndexPiece(given.subarray(readIndexStart(given)), end - first)
      expect([first, packets.ptsUs[0], packets.start[0]]).toEqual([
        120 * piece,
        120e6 * piece,
        48 + 12_000 * piece,
      ])
      expect(bytes.length).toBeLessThan(index.length / 2)
    }
  })

  it('is missing where there is none, or none of that number, or the file is another or cut short', async () => {
    for (const path of [
      'none/index',
      'whole/index?piece=5',
      'whole/index?piece=-1',
      'other/index',
      'cut/index?piece=4',
    ])
      expect(await (await api.request(`/recordings/${path}`)).json()).toMatchObject({
        code: 'derived_missing',
      })
  })

  it('may come with others', () => {
    const paths = ['at=5', 'at=-5', 'piece=7'].map((which) => `/recordings/rec_a/index?v=1&${which}`)
    expect(parseFiles(paths).map(({ path }) => path)).toEqual(paths)
    for (const path of [
      '/recordings/rec_a/index?v=1',
      '/recordings/rec_a/index?v=1&at=1e9&x',
      '/recordings/a/b/index?v=1&at=1',
    ])
      expect(() => parseFiles([path])).toThrow('expected')
  })
})
