import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatPeaks, parsePeaksHead, type Peaks } from '../../core/protocol/index.ts'
import { createTestServer, RECORDING, type TestServer } from './support.ts'

const COUNT = 5000
const peaks: Peaks = {
  bucketsPerSecond: 100,
  firstPtsUs: 20_000,
  min: Int8Array.from({ length: COUNT }, (_, k) => -(k % 100)),
  max: Int8Array.from({ length: COUNT }, (_, k) => k % 128),
  rms: Uint8Array.from({ length: COUNT }, (_, k) => k % 90),
}

/** As files were before there were levels. */
function formatOld({ bucketsPerSecond, firstPtsUs, min, max, rms }: Peaks): Uint8Array {
  const bytes = new Uint8Array(24 + COUNT * 3)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x314b534c, true)
  view.setUint32(4, bucketsPerSecond, true)
  view.setUint32(8, COUNT, true)
  view.setFloat64(16, firstPtsUs, true)
  bytes.set(new Uint8Array(min.buffer), 24)
  bytes.set(new Uint8Array(max.buffer), 24 + COUNT)
  bytes.set(rms, 24 + COUNT * 2)
  return bytes
}

describe('waveforms in ranges', () => {
  let server: TestServer
  let file: string

  beforeAll(async () => {
    server = await createTestServer()
    const fileName = 'peaks/rec_old.bin'
    file = path.join(server.catalog.cacheDir, fileName)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, formatOld(peaks))
    const at = { source_id: 's1', object_key: 'ann.ogg', stream_index: 0, etag: 'x' }
    await server.catalog.append('derived', [
      { ...at, kind: 'peaks', file_name: fileName, size_bytes: 24 + COUNT * 3, handler_version: 1 },
    ])
  })
  afterAll(() => server.close())

  const ask = (range?: string): Promise<Response> =>
    server.ask(`/api/recordings/${RECORDING}/peaks?v=1`, range ? { headers: { range } } : {})

  it('gives a file from before its levels when it is first asked for, and keeps it', async () => {
    const all = formatPeaks(peaks)
    const answers = await Promise.all([ask('bytes=0-199'), ask('bytes=0-199'), ask()])
    expect(answers.map(({ status }) => status)).toEqual([206, 206, 200])
    const head = new Uint8Array(await answers[0].arrayBuffer())
    expect(parsePeaksHead(head).levels[0]!.count).toBe(COUNT)
    expect(new Uint8Array(await answers[2].arrayBuffer())).toEqual(all)
    expect(new Uint8Array(await readFile(file))).toEqual(all)
  })

  it('answers a span of a level and says where it lies, for ever', async () => {
    const { offset } = parsePeaksHead(formatPeaks(peaks)).levels[0]!
    const answer = await ask(`bytes=${offset + 300}-${offset + 305}`)
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${offset + 300}-${offset + 305}/${formatPeaks(peaks).length}`,
    )
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const [min, max, rms] = new Int8Array(await answer.arrayBuffer())
    expect([min! + 0, max, rms]).toEqual([0, 100, 10])
    expect((await ask('bytes=999999999-')).status).toBe(416)
  })
})
