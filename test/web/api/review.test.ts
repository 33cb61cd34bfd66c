/** A write shows at once, goes in order, and is put back where the server refuses. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keys } from '../../../app/web/api/queries.ts'
import { queryClient } from '../../../app/web/api/queryClient.ts'
import * as review from '../../../app/web/api/review.ts'
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
  answer(status: number, body: unknown): void
}

let asked: Asked[]
let waiting: ((request: Asked) => void)[]

/** The next request the page makes. */
const nextRequest = (): Promise<Asked> => {
  const request = asked.shift()
  return request ? Promise.resolve(request) : new Promise((resolve) => waiting.push(resolve))
}

const labels = (): string[] =>
  queryClient.getQueryData<AnnotationSet>(keys.annotations('one'))!.annotations.map(({ label }) => label)

const MARKER = { annotationId: 'm1', tierId: null, startUs: 1, endUs: 1, clockVersion: 'v' }
const stored = (label: string): Partial<Annotation> => ({ ...MARKER, label, body: '', author: 'eve' })

beforeEach(() => {
  queryClient.clear()
  const tiers: AnnotationSet['tiers'] = []
  queryClient.setQueryData<AnnotationSet>(keys.annotations('one'), {
    clockVersion: 'v',
    tiers,
    annotations: [],
  })
  asked = []
  waiting = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    return new Promise<Response>((resolve) => {
      const request: Asked = {
        method: init.method ?? 'GET',
        path: url,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        answer: (status, body) => resolve(Response.json(body, { status })),
      }
      const taker = waiting.shift()
      if (taker) taker(request)
      else asked.push(request)
    })
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('a write', () => {
  it('shows at once and becomes what the server made of it', async () => {
    const made = review.createAnnotation('one', { ...MARKER, label: 'mine' })
    expect(labels()).toEqual(['mine'])
    const request = await nextRequest()
    expect(request).toMatchObject({ method: 'POST', path: '/api/sessions/one/annotations' })
    request.answer(200, stored('mine, kept'))
    await made
    expect(labels()).toEqual(['mine, kept'])
  })

  it('to what is still being made waits for that, and an overtaken answer changes nothing', async () => {
    const made = review.createAnnotation('one', { ...MARKER, label: 'a' })
    const changed = review.changeAnnotation('one', 'm1', { label: 'ab' })
    expect(labels()).toEqual(['ab'])
    const first = await nextRequest()
    expect(asked).toEqual([])
    first.answer(200, stored('a'))
    await made
    expect(labels()).toEqual(['ab'])
    const second = await nextRequest()
    expect(second).toMatchObject({ method: 'PATCH', path: '/api/annotations/m1', body: { label: 'ab' } })
    second.answer(200, stored('ab'))
    await changed
    expect(labels()).toEqual(['ab'])
  })

  it('that is refused is put back and thrown', async () => {
    const made = review.createAnnotation('one', { ...MARKER, label: 'late' })
    ;(await nextRequest()).answer(409, { code: 'clock_moved', message: 'aligned anew' })
    await expect(made).rejects.toMatchObject({ code: 'clock_moved', status: 409 })
    expect(labels()).toEqual([])
  })

  it('that deletes is put back where the server refuses, and can be restored', async () => {
    const made = review.createAnnotation('one', { ...MARKER, label: 'a' })
    ;(await nextRequest()).answer(200, stored('a'))
    await made
    const deleted = review.deleteAnnotation('one', 'm1')
    expect(labels()).toEqual([])
    ;(await nextRequest()).answer(500, { code: 'internal', message: 'no' })
    await expect(deleted).rejects.toMatchObject({ code: 'internal' })
    expect(labels()).toEqual(['a'])
    const again = review.deleteAnnotation('one', 'm1')
    ;(await nextRequest()).answer(200, { sessionId: 'one' })
    await again
    expect(labels()).toEqual([])
    const back = review.restoreAnnotation('one', 'm1')
    const request = await nextRequest()
    expect(request.path).toBe('/api/annotations/m1/restore')
    request.answer(200, stored('a'))
    await back
    expect(labels()).toEqual(['a'])
  })
})

it('names the file of a session’s markers', () => {
  expect(review.annotationFileUrl('a/b', 'vtt', { markersOnly: true })).toBe(
    '/api/sessions/a%2Fb/annotations/file?format=vtt&markers=true',
  )
})
