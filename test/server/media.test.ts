import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RANGE_CAP_BYTES } from '../../app/server/ranges.ts'
import { RECORDING, createTestServer, type TestServer } from './support.ts'

let server: TestServer
let bytes: Buffer
beforeAll(async () => {
  server = await createTestServer()
  bytes = await readFile(path.join(server.bucket, 'ann.ogg'))
}, 60_000)
afterAll(() => server.close())

const url = `/media/${RECORDING}`
const of = (text: string): string => `/several?of=${encodeURIComponent(text)}`
const get = (range: string | undefined, headers: Record<string, string> = {}) =>
  server.askMedia(url, { headers: range === undefined ? headers : { range, ...headers } })

describe('a recording’s bytes', () => {
  it('come whole without a range, streamed, with their length and type', async () => {
    const answer = await get(undefined)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('audio/ogg')
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, Infinity],
    ['bytes=-7', -7, Infinity],
  ])('come in part for %s', async (range, start, end) => {
    const answer = await get(range)
    expect(answer.status).toBe(206)
    const part = Buffer.from(await answer.arrayBuffer())
    expect(part.equals(bytes.subarray(start, end))).toBe(true)
    expect(answer.headers.get('content-range')).toMatch(new RegExp(`/${bytes.length}$`))
  })

  it('are refused beyond their end', async () => {
    const answer = await get(`bytes=${bytes.length}-`)
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`)
  })

  it('answer HEAD without a body', async () => {
    const answer = await server.askMedia(url, { method: 'HEAD', headers: { range: 'bytes=0-99' } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-length')).toBe('100')
    expect(await answer.text()).toBe('')
  })

  it('are named by a tag that If-Range and If-None-Match honour', async () => {
    const etag = (await get('bytes=0-0')).headers.get('etag')!
    expect((await get('bytes=0-0', { 'if-range': etag })).status).toBe(206)
    expect((await get('bytes=0-0', { 'if-range': '"other"' })).status).toBe(200)
    expect((await get(undefined, { 'if-none-match': etag })).status).toBe(304)
  })

  it('are kept for ever under their version, and are not given under another', async () => {
    const version = (await get('bytes=0-0')).headers.get('etag')!.replaceAll('"', '')
    const named = await server.askMedia(`${url}?v=${version}`)
    expect(named.headers.get('cache-control')).toContain('immutable')
    expect((await server.askMedia(`${url}?v=old`)).status).toBe(409)
    expect((await get(undefined)).headers.get('cache-control')).toBe('no-cache')
  })

  it('are given to the app’s page and to no other', async () => {
    const own = await get('bytes=0-0', { origin: 'http://localhost:5000' })
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:5000')
    expect(own.headers.get('access-control-expose-headers')).toContain('content-range')
    expect((await get('bytes=0-0', { origin: 'http://evil.example' })).status).toBe(403)
    expect((await get('bytes=0-0', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get('bytes=0-0', { host: 'evil.example:5001' })).status).toBe(403)
  })

  it('are given with others, as they would be alone, and a megabyte of them at most', async () => {
    const proxy = `${url}?v=1&r=180`
    const version = (await get('bytes=0-0')).headers.get('etag')!.replaceAll('"', '')
    for (const [part, status] of [
      [proxy, 404],
      [`${url}?v=1`, 409],
      [`${url}?v=${version}`, 206],
    ] as const) {
      const answer = await server.askMedia(of(`${part} 0-9`))
      const frame = new DataView(await answer.arrayBuffer())
      expect([answer.status, frame.getUint32(0, true)]).toEqual([200, status])
      expect(frame.getUint32(4, true)).toBe(frame.byteLength - 8)
    }
    for (const text of [
      `${url} 0-9`,
      `${proxy} 9-0`,
      `${proxy} 0-${RANGE_CAP_BYTES}`,
      '/media/../x?v=1&r=180 0-9',
    ])
      expect((await server.askMedia(of(text))).status).toBe(400)
    expect((await server.askMedia('/several')).status).toBe(400)
    expect(
      (await server.askMedia(of(`${proxy} 0-9`), { headers: { origin: 'http://evil.example' } })).status,
    ).toBe(403)
  })

  it('answer the preflight of a range the page asks for', async () => {
    const answer = await server.askMedia(url, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:5000', 'access-control-request-headers': 'range' },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-headers')).toContain('range')
  })
})

describe('what is not a recording', () => {
  it.each([
    '/media/rec_0000000000000000',
    '/media/ann.ogg',
    '/media/..%2f..%2fsecret.txt',
    '/media/../secret.txt',
    '/media/%27%20OR%201=1',
    '/media/',
    '/',
  ])('is refused: %s', async (target) => {
    const answer = await server.askMedia(target)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toHaveProperty('code')
  })
})

it('caps a part of a large file, and serves the copy that ingest made instead of the source', async () => {
  const copy = Buffer.alloc(RANGE_CAP_BYTES + 5000, 7)
  await writeFile(path.join(server.catalog.cacheDir, 'copy.webm'), copy)
  const at = {
    source_id: 's1',
    object_key: 'ann.ogg',
    stream_index: 0,
    etag: 'x',
    size_bytes: copy.length,
    handler_version: 1,
  }
  const before = (await get('bytes=0-0')).headers.get('etag')
  await server.catalog.append('derived', [{ ...at, kind: 'remux', file_name: 'copy.webm' }])
  const fresh = await createFreshFiles()
  const answer = await fresh('bytes=10-')
  expect(answer.status).toBe(206)
  expect(answer.headers.get('content-length')).toBe(String(RANGE_CAP_BYTES))
  expect(answer.headers.get('content-range')).toBe(`bytes 10-${RANGE_CAP_BYTES + 9}/${copy.length}`)
  expect((await answer.arrayBuffer()).byteLength).toBe(RANGE_CAP_BYTES)
  expect(answer.headers.get('etag')).not.toBe(before)
  await server.catalog.run(`UPDATE derived SET file_name = '../secret.txt' WHERE kind = 'remux'`)
  expect((await (await createFreshFiles())('bytes=0-')).status).toBe(404)
  await server.catalog.run(`DELETE FROM derived WHERE kind = 'remux'`)
})

it('says that an object is gone or has changed, and what to do', async () => {
  const file = path.join(server.bucket, 'ann.ogg')
  await rename(file, `${file}.away`)
  const gone = await (await createFreshFiles())('bytes=0-')
  expect(gone.status).toBe(404)
  expect(await gone.json()).toMatchObject({ code: 'object_missing', hint: expect.stringContaining('ngest') })
  await rename(`${file}.away`, file)
  const { size } = await stat(file)
  await writeFile(file, Buffer.alloc(size + 1))
  const changed = await (await createFreshFiles())('bytes=0-')
  expect(changed.status).toBe(409)
  await writeFile(file, bytes)
})

/** The server looks at an object once in half a minute: a new one has not looked yet. */
async function createFreshFiles() {
  const { createMediaApp } = await import('../../app/server/media.ts')
  const { createMediaFiles } = await import('../../app/server/mediaFiles.ts')
  const { renditions } = server
  const files = createMediaFiles(server.catalog, server.effects.openStore)
  const app = createMediaApp({ files, renditions }, { app: 5000, media: 5001 })
  return async (range: string) => app.request(url, { headers: { host: '127.0.0.1:5001', range } })
}
