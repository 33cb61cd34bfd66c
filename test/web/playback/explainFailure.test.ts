import { describe, expect, it } from 'vitest'
import { explainFailure } from '../../../app/web/playback/explainFailure.ts'

const answering = (status: number, body: unknown) => (): Promise<Response> => {
  const response = new Response(JSON.stringify(body), { status })
  return Promise.resolve(Object.defineProperty(response, 'url', { value: 'http://127.0.0.1/media/rec_1' }))
}
const explain = (ask: typeof fetch): Promise<string> =>
  explainFailure('/media/rec_1?v=1', 'decoder gave up', ask)

describe('a failed tile', () => {
  it('says what became of the file and what to do', async () => {
    const missing = { code: 'object_missing', message: 'a/b.mp4 is no longer in s3://bucket' }
    expect(await explain(answering(404, missing))).toMatch(/no longer in the bucket.*ingest again/)
    const changed = { code: 'media_changed', message: 'a/b.mp4 is not what was ingested' }
    expect(await explain(answering(409, changed))).toMatch(/has changed/)
  })

  it('repeats what the server says of anything else', async () => {
    expect(await explain(answering(403, { code: 'access_denied', message: 'the bucket refused' }))).toBe(
      'the bucket refused',
    )
    expect(await explain(answering(502, 'no problem document'))).toBe('The server answered 502.')
  })

  it('keeps the decoder’s words where the file is there, and says when the server is not', async () => {
    expect(await explain(answering(206, 'x'))).toBe('decoder gave up')
    expect(await explain(() => Promise.reject(new TypeError('failed to fetch')))).toBe(
      'The server cannot be reached.',
    )
  })
})
