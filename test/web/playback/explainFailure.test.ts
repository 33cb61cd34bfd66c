import { describe, expect, it } from 'vitest'
import { askWhy } from '../../../app/web/playback/explainFailure.ts'

const answering = (status: number, body: unknown) => (): Promise<Response> => {
  const response = new Response(JSON.stringify(body), { status })
  return Promise.resolve(Object.defineProperty(response, 'url', { value: 'http://127.0.0.1/media/rec_1' }))
}
const explain = (ask: typeof fetch) => askWhy('/media/rec_1?v=1', ask)

describe('a recording that stopped coming', () => {
  it('says what became of the file and what to do', async () => {
    const missing = { code: 'object_missing', message: 'a/b.mp4 is no longer in s3://bucket' }
    expect(await explain(answering(404, missing))).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/no longer in the bucket.*ingest again/) as string,
    })
    const changed = { code: 'media_changed', message: 'a/b.mp4 is not what was ingested' }
    expect(await explain(answering(409, changed))).toMatchObject({ kind: 'refused' })
  })

  it('repeats what the server says of anything else, and waits for a catalog that is not open yet', async () => {
    const denied = answering(403, { code: 'access_denied', message: 'the bucket refused' })
    expect(await explain(denied)).toEqual({ kind: 'refused', message: 'the bucket refused' })
    expect(await explain(answering(502, 'no problem document'))).toMatchObject({
      message: 'The server answered 502.',
    })
    const locked = answering(503, { code: 'catalog_locked', message: 'ingest has it' })
    expect(await explain(locked)).toEqual({ kind: 'away', message: 'ingest has it' })
  })

  it('knows the file is there, and when the server is not', async () => {
    expect(await explain(answering(206, 'x'))).toEqual({ kind: 'there' })
    expect(await explain(() => Promise.reject(new TypeError('failed to fetch')))).toEqual({
      kind: 'away',
      message: 'The server cannot be reached.',
    })
  })
})
